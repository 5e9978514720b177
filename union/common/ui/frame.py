"""The parts of the frame that are the same from page to page, drawn once per process."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.safestring import SafeString

from union.common.ui.markup import component


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


def head_links() -> SafeString:
    """Style sheets and scripts of every page."""
    return _head_links(settings.STATIC_URL)


@functools.lru_cache(maxsize=4)
def _head_links(_static_url: str) -> SafeString:
    return component("_head")
