"""What the frame of every page shows: side bar, unread notices, present scope."""

from __future__ import annotations

from dataclasses import replace
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
        "unread_count": cache(lambda: user.notices.filter(read_at=None).count()),  # read twice in the bar
    }


def nav_links(user: Any, path: str) -> list[NavLink]:
    """Entries that ``user`` may see, in order, with those of the present page marked."""
    shown = {key: item for key, item in navigation.items() if item.visible(user)}
    tops: dict[str, NavLink] = {}
    children: dict[str, list[NavLink]] = {}
    for key, item in sorted(shown.items(), key=lambda pair: (pair[1].section != "", pair[1].position)):
        link = _link(item, path)
        if item.parent:
            children.setdefault(item.parent, []).append(link)
        else:
            tops[key] = link
    for key, links in children.items():
        parent = tops.get(key) or _link(navigation[key], path)
        first = parent.url if key in tops else links[0].url
        best = max((link for link in links if link.active), key=lambda link: len(link.url), default=None)
        tops[key] = replace(
            parent,
            url=first,
            active=parent.active or best is not None,
            children=tuple(replace(link, active=link is best) for link in links),
        )
    order = {key: (item.section != "", item.position) for key, item in navigation.items()}
    return [tops[key] for key in sorted(tops, key=order.__getitem__)]


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _link(item: NavItem, path: str) -> NavLink:
    url = _address(item.url_name)
    prefixes = item.prefixes or (url,)
    active = path == url if url == "/" else any(path.startswith(prefix) for prefix in prefixes)
    return NavLink(item.label, url, item.icon, active, item.section)
