"""``{% load ui %}``: every component of the design system. See docs/ui.md and the gallery page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.safestring import SafeString

from union.common.ui import blocks, forms, frame, inline, lists, markup, security

register = template.Library()

INLINE: tuple[Callable[..., Any], ...] = (
    markup.icon, inline.badge, inline.button, inline.iso_date, inline.due, inline.money, inline.progress,
    inline.file_link, inline.copy, inline.avatar, inline.change, security.form_token, security.masked,
    security.revealed, security.row_state, blocks.menu_item, blocks.tab, blocks.crumb, blocks.step,
    blocks.fact, blocks.stat, blocks.timeline, blocks.duty, blocks.signature, forms.form_errors,
    forms.field, forms.fields, forms.upload, lists.hits, lists.row_check, lists.row_check_all,
    lists.filter_select, lists.filter_dates, lists.filters, lists.filter_chip, lists.column_menu,
    frame.sidebar, frame.head_links, frame.shared_dialogs,
)  # fmt: skip
WITH_CONTEXT: tuple[Callable[..., Any], ...] = (
    security.post_button,
    lists.th,
    lists.heads,
    lists.pagination,
    lists.query_with,
    frame.topbar,
    frame.toasts,
)
BLOCKS: tuple[Callable[..., Any], ...] = (
    blocks.capture, blocks.page_head, blocks.card, blocks.columns, blocks.stack, blocks.row, blocks.alert,
    blocks.dialog, blocks.menu, blocks.tabs, blocks.stepper, blocks.facts, blocks.factblock, blocks.chart,
    blocks.empty_state, blocks.duties, blocks.sheet, forms.form_section, forms.form_actions, forms.switch,
    forms.shown_for, lists.table, lists.table_foot, lists.filter_more,
)  # fmt: skip
BLOCKS_WITH_CONTEXT: tuple[Callable[..., Any], ...] = (forms.post_form, lists.bulk_bar, lists.filter_bar)


def _register_all() -> None:
    for tag in INLINE:
        register.simple_tag(tag)
    for tag in WITH_CONTEXT:
        register.simple_tag(tag, takes_context=True)
    for tag in BLOCKS:
        register.simple_block_tag(tag)
    for tag in BLOCKS_WITH_CONTEXT:
        register.simple_block_tag(tag, takes_context=True)


_register_all()
register.filter("money", inline.money_text)
register.filter("number", inline.number_text)
register.filter("filesize_short", inline.size_text)
register.filter("tone", markup.tone_of)
register.filter("safe_url", markup.safe_url)


@register.simple_tag
def optional_url(name: str, *args: Any) -> str:
    """The address of a named URL, or "" when no such page exists (yet)."""
    return _plain_url(name, get_urlconf()) if not args else _url(name, args)


@functools.cache  # the frame asks for the same eight addresses on every page
def _plain_url(name: str, _urlconf: str | None) -> str:
    return _url(name, ())


def _url(name: str, args: tuple[Any, ...]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def menu_post(context: Context, label: object, url: str, **options: Any) -> SafeString:
    """A menu entry that POSTs: parameters as ``post_button``."""
    entry = security.post_button(context, label, url, variant="menu", **options)
    return markup.component("menu_post", entry=entry)


@register.simple_tag
def picker_options(options: Iterable[Any], query: object = "") -> SafeString:
    """The answer to a picker's search: (value, label, note) triples; says so when there is none."""
    return markup.component("picker_options", options=list(options), query=query)
