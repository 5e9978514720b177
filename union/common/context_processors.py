"""What the frame of every page shows: side bar, unread notices, present scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from union.common.registries import NavItem, navigation
from union.common.ui.frame import NavLink


def frame(request: HttpRequest) -> dict[str, Any]:
    """Variables of base.html. Callables: a page that does not draw the frame pays nothing."""
    user = getattr(request, "user", None)
    values: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "request_id": getattr(request, "request_id", ""),
    }
    if user is None or not user.is_authenticated:
        return values
    return values | {
        "nav": lambda: nav_links(user, request.path),
        "scope_label": lambda: user.access.scope_label,
        "unread_count": getattr(user, "unread_notices", 0),  # a fact of the session's user: no query
    }


def nav_links(user: Any, path: str) -> list[NavLink]:
    """Entries that ``user`` may see, in order, with those of the present page marked."""
    found = []
    for top, children in _tree(tuple(key for key, _item in navigation.items())):
        link = _top_link(top, children, user, path)
        if link:
            found.append(link)
    return found


def _top_link(top: _Entry, below: tuple[_Entry, ...], user: Any, path: str) -> NavLink | None:
    """The entry with what ``user`` sees below it; it shows if itself or a child does."""
    seen = [entry for entry in below if entry.item.visible(user)]
    own = top.item.visible(user)
    if not seen:
        return replace(top.link, active=True) if own and top.is_at(path) else top.link if own else None
    at = [entry for entry in seen if entry.is_at(path)]
    best = max(at, key=lambda entry: len(entry.link.url), default=None)
    return replace(
        top.link,
        url=top.link.url if own else seen[0].link.url,
        active=best is not None or top.is_at(path),
        children=tuple(replace(e.link, active=True) if e is best else e.link for e in seen),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item with what does not change from request to request."""

    item: NavItem
    link: NavLink
    prefixes: tuple[str, ...]

    def is_at(self, path: str) -> bool:
        return path == "/" if self.link.url == "/" else path.startswith(self.prefixes)


@cache
def _tree(keys: tuple[str, ...]) -> tuple[tuple[_Entry, tuple[_Entry, ...]], ...]:
    """Entries of the side bar with those below them, in order; ``keys`` say which are registered."""
    items = sorted(
        ((key, navigation[key]) for key in keys), key=lambda p: (p[1].section != "", p[1].position)
    )
    below: dict[str, list[_Entry]] = {}
    for _key, item in items:
        if item.parent:
            below.setdefault(item.parent, []).append(_entry(item))
    return tuple((_entry(item), tuple(below.get(key, ()))) for key, item in items if not item.parent)


def _entry(item: NavItem) -> _Entry:
    url = reverse(item.url_name)
    return _Entry(
        item, NavLink(item.label, url, item.icon, active=False, section=item.section), item.prefixes or (url,)
    )
