"""Form tokens, POST buttons, masked values."""

from __future__ import annotations

import secrets
from typing import Any

from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from union.common.ui import inline
from union.common.ui.markup import EMPTY, component, safe_url

ROW_STATES = {
    "new": ("新增", "success"),
    "changed": ("更新", "info"),
    "same": ("无变化", "neutral"),
    "refused": ("未通过", "danger"),
}


def form_token() -> SafeString:
    """A fresh 128-bit one-time token; the middleware lets each through once."""
    return format_html('<input type="hidden" name="form_token" value="{}">', secrets.token_hex(16))


def csrf_input(context: Context) -> SafeString:
    """The CSRF field of the request in ``context``; nothing on pages rendered without a request."""
    request = context.get("request")
    if request is None:
        return EMPTY
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


def post_button(
    context: Context,
    label: object,
    url: str,
    *,
    variant: str = "secondary",
    icon: str = "",
    size: str = "",
    confirm: object = "",
    blocked: object = "",
    fields: dict[str, Any] | None = None,
) -> SafeString:
    """A button in its own POST form. ``confirm`` is asked first; ``fields`` go along as hidden inputs."""
    face = inline.button(label, variant=variant, icon=icon, size=size, blocked=blocked)
    if blocked:
        return face
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', (fields or {}).items())
    ask = format_html(' data-confirm="{}" data-confirm-label="{}"', confirm, label) if confirm else EMPTY
    return format_html(
        '<form class="inline-form" method="post" action="{}"{}>{}{}{}{}</form>',
        safe_url(url), ask, csrf_input(context), form_token(), hidden, face,
    )  # fmt: skip


def masked(masked_text: object, url: str = "", label: str = "", reason: bool = False) -> SafeString:
    """A masked value; with ``url`` an eye that asks the server for it (POST, logged there).

    ``reason`` asks for the purpose first and sends it as ``reason``. The server answers with
    ``{% revealed %}``. Without ``url`` (no right to see) there is no eye.
    """
    if masked_text in (None, ""):
        return format_html('<span class="muted">{}</span>', inline.DASH)
    return component("masked", text=masked_text, url=safe_url(url) if url else "", label=label, reason=reason)


def revealed(value: object, masked_text: object = "") -> SafeString:
    """The answer to a reveal: the value, and the mask it returns to after a minute."""
    return component("revealed", value=value, text=masked_text)


def row_state(state: str) -> SafeString:
    """The state of an import row as a badge: new, changed, same, refused."""
    text, tone = ROW_STATES.get(str(state), (str(state), "neutral"))
    return inline.badge(text, tone)
