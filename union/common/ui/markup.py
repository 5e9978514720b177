"""Small pieces every component is made of: attributes, addresses, icons, class lists.

Everything a person typed passes through ``format_html`` or a template, so it is escaped here and
nowhere marked safe.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TONES = ("neutral", "success", "warning", "danger", "info", "accent")
_PLAIN_ATTRIBUTES = frozenset(
    {"id", "title", "target", "download", "formaction", "formnovalidate", "autofocus", "rel"}
)
_PREFIXES = ("hx-", "data-", "aria-")
_SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#", "?")


def constant(markup: str) -> SafeString:
    """Markup written in our own source, without any value in it."""
    return mark_safe(markup)  # noqa: S308 - see above


EMPTY = constant("")


def component(name: str, /, **context: Any) -> SafeString:
    """Render ``templates/components/<name>.html``."""
    source = _source.__wrapped__(name) if settings.DEBUG else _source(name)  # the runserver reloads templates
    return source.render(Context(context))


@functools.cache
def _source(name: str) -> Template:
    """A page draws some fifteen components: the way through the loaders costs as much as the drawing."""
    return get_template(f"components/{name}.html").template  # type: ignore[attr-defined,no-any-return]


def tone_of(tone: object) -> str:
    """Return ``tone`` if it is one of TONES, else ``neutral``: data may carry a newer word."""
    return str(tone) if tone in TONES else "neutral"


def safe_url(url: object) -> str:
    """Return ``url`` if it is a path or a known scheme, else ``#`` (``javascript:`` never passes)."""
    text = str(url or "").strip()
    return text if text.startswith(_SCHEMES) else "#"


def attributes(values: Mapping[str, object]) -> SafeString:
    """Turn keyword arguments into HTML attributes: ``hx_post="/x"`` -> ``hx-post="/x"``.

    Only hx-, data-, aria- and a few plain names pass. None, False and "" are left out; True gives a
    bare attribute.

    Raises:
        ValueError: the name is no allowed attribute (event handlers and hx-on break the CSP).
    """
    pairs = []
    for key, value in values.items():
        name = key.replace("_", "-")
        allowed = name in _PLAIN_ATTRIBUTES or name.startswith(_PREFIXES)
        if not allowed or name.startswith("hx-on"):
            raise ValueError(f"attribute {name!r} is not allowed on a component")
        if value not in (None, False, ""):
            pairs.append((name, "" if value is True else value))
    return format_html_join("", ' {}="{}"', pairs)


def classes(*names: str) -> str:
    """Join the non-empty class names."""
    return " ".join(name for name in names if name)


@functools.cache
def _sprite() -> str:
    return static("img/icons.svg")


@functools.lru_cache(maxsize=512)
def _decoration(name: str, css: str) -> SafeString:
    """A page draws some sixty icons, always the same few."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), name)


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One icon of the sprite. Without ``label`` it is decoration and hidden from screen readers.

    ``size``: "" 20 px, "sm" 16 px, "lg" 32 px.
    """
    if not name:
        return EMPTY
    css = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            css,
            label,
            _sprite(),
            name,
        )
    return _decoration(f"{name}", css)
