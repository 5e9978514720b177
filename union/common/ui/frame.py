"""The parts of the frame that are the same from page to page, drawn once per process."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString

from union.common.ui.markup import component, constant
from union.common.ui.security import csrf_input, form_token

# Where the tokens of a request go in what is drawn once; nobody can type them.
_CSRF, _TOKEN = (f"<!--{secrets.token_hex(16)}-->" for _ in range(2))


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the side bar, ready to be drawn."""

    label: str
    url: str
    icon: str
    active: bool
    section: str = ""
    children: tuple[NavLink, ...] = field(default=())


def sidebar(links: Iterable[NavLink]) -> SafeString:
    """Side bar, bottom bar and menu of these entries; the same entries are drawn once."""
    return _sidebar(tuple(links), settings.SITE_NAME)


@functools.lru_cache(maxsize=512)  # some twenty sets of rights, each with as many active entries
def _sidebar(links: tuple[NavLink, ...], site_name: str) -> SafeString:
    return component("_sidebar", nav=links, site_name=site_name)


@dataclass(frozen=True, slots=True)
class _Bar:
    """What the top bar shows of a user; drawn once for all who see the same."""

    shown_name: str
    scope_label: str
    unread_count: str
    search_query: str
    static_url: str


def topbar(context: Context) -> SafeString:
    """Search, scope, bell and user menu. Only the tokens differ from request to request."""
    user = context.get("user")
    name = str(user.display_name or user.get_username()) if user and user.is_authenticated else ""
    bar = _Bar(
        name,
        str(_asked(context, "scope_label")), str(_asked(context, "unread_count")),
        str(_asked(context, "search_query")), settings.STATIC_URL,
    )  # fmt: skip
    drawn = _topbar.__wrapped__(bar) if bar.search_query or settings.DEBUG else _topbar(bar)
    return constant(drawn.replace(_CSRF, csrf_input(context)).replace(_TOKEN, form_token()))


def _asked(context: Context, name: str) -> object:
    """A value of the context; what costs a query stands there as a function."""
    value = context.get(name)
    return (value() if callable(value) else value) or ""


@functools.lru_cache(maxsize=2048)
def _topbar(bar: _Bar) -> SafeString:
    values = {name: getattr(bar, name) for name in bar.__dataclass_fields__}
    return component("_topbar", csrf_input=constant(_CSRF), token_input=constant(_TOKEN), **values)


def toasts(context: Context) -> SafeString:
    """Messages of the last request; the place where new ones appear."""
    return component("_toasts", messages=list(context.get("messages") or ()))


def shared_dialogs() -> SafeString:
    """What every page has at its end: confirmation, purpose of a look at something masked."""
    return _shared_dialogs(settings.STATIC_URL)


@functools.lru_cache(maxsize=4)
def _shared_dialogs(_static_url: str) -> SafeString:
    return component("_shared")


def head_links() -> SafeString:
    """Style sheets and scripts of every page."""
    return _head_links(settings.STATIC_URL)


@functools.lru_cache(maxsize=4)
def _head_links(_static_url: str) -> SafeString:
    return component("_head")
