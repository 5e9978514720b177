"""Components that hold other markup: ``content`` is what stands between the tags, rendered already."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from union.common.charts.svg import WIDTH
from union.common.ui.markup import EMPTY, attributes, classes, component, constant, icon, safe_url, tone_of


def capture(content: SafeString) -> SafeString:
    """Keep markup for a slot: ``{% capture as actions %}…{% endcapture %}``."""
    return content


def _trimmed(content: SafeString) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308 - rendered by the template engine already


def page_head(
    content: SafeString, title: object, note: object = "", badges: object = "", eyebrow: object = ""
) -> SafeString:
    """The head of a page: small line, h1, badges, note; the content is the row of buttons."""
    return component(
        "page_head", content=_trimmed(content), title=title, note=note, badges=badges, eyebrow=eyebrow
    )


def card(
    content: SafeString,
    title: object = "",
    note: object = "",
    *,
    actions: object = "",
    flush: bool = False,
    id: str = "",  # noqa: A002 - the HTML attribute's name
    level: int = 2,
) -> SafeString:
    """A surface with an optional head. ``flush``: no inner padding (tables, duty rows)."""
    heading = f"h{min(max(int(level), 2), 4)}"
    return component(
        "card", content=content, title=title, note=note, actions=actions, flush=flush, id=id, heading=heading
    )


def columns(content: SafeString, layout: str = "2") -> SafeString:
    """A grid: "2", "3", "4" equal columns, "main" = two thirds and one third; one column on a phone."""
    return format_html('<div class="columns columns-{}">{}</div>', layout, content)


def stack(content: SafeString) -> SafeString:
    """Things below each other with the page's distance."""
    return format_html('<div class="stack">{}</div>', content)


def row(content: SafeString, align: str = "") -> SafeString:
    """Things beside each other, wrapping. ``align``: "" left, "between", "end"."""
    return format_html(
        '<div class="{}">{}</div>', classes("row-flow", f"row-{align}" if align else ""), content
    )


def alert(content: SafeString, tone: str = "info", title: object = "") -> SafeString:
    """A message that stays on the page: info, success, warning, danger."""
    icons = {"success": "circle-check", "warning": "triangle-alert", "danger": "circle-alert"}
    return component(
        "alert", content=content, tone=tone_of(tone), title=title, icon_name=icons.get(tone, "info")
    )


def dialog(content: SafeString, id: str, title: object, wide: bool = False) -> SafeString:  # noqa: A002
    """A native dialog, opened by ``{% button … dialog=id %}``; Esc and the cross close it."""
    return component("dialog", content=content, id=id, title=title, wide=wide)


def menu(
    content: SafeString, label: object = "", icon: str = "", variant: str = "secondary", size: str = ""
) -> SafeString:
    """A button that opens a list of ``menu_item``/``menu_post``; without ``label`` a kebab (更多操作)."""
    return component("menu", content=content, label=label, icon_name=icon, variant=variant, size=size)


def menu_item(
    label: object, url: str, icon: str = "", tone: str = "", note: object = "", **extra: object
) -> SafeString:
    """A link in a menu. ``tone="danger"`` for what cannot be undone."""
    return format_html(
        '<li><a class="{}" href="{}"{}>{}<span>{}{}</span></a></li>',
        classes("menu-item", f"menu-{tone}" if tone else ""), safe_url(url), attributes(extra),
        _icon(icon), label, format_html("<small>{}</small>", note) if note else EMPTY,
    )  # fmt: skip


def _icon(name: str) -> SafeString:
    return icon(name, size="sm")


def tabs(content: SafeString, label: object) -> SafeString:
    """A row of ``tab`` links; ``label`` names it for screen readers."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


def tab(label: object, url: str, active: bool = False, count: object = None) -> SafeString:
    """One tab: a link to a page or ``?tab=``; the active one is marked ``aria-current``."""
    number = format_html('<span class="tab-count">{}</span>', count) if count is not None else EMPTY
    current = constant(' aria-current="page"') if active else EMPTY
    return format_html('<li><a href="{}"{}>{}{}</a></li>', safe_url(url), current, label, number)


def crumb(label: object, url: str = "") -> SafeString:
    """One breadcrumb; the last one has no url."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', safe_url(url), label)
    return format_html('<li aria-current="page">{}</li>', label)


def stepper(content: SafeString, label: object = "进度") -> SafeString:
    """A row of ``step``: where a record stands in its flow."""
    return format_html('<ol class="stepper" aria-label="{}">{}</ol>', label, content)


STEP_WORDS = {"done": "已完成", "current": "当前", "todo": "未开始", "failed": "未通过"}


def step(label: object, state: str = "todo", note: object = "") -> SafeString:
    """One step: done, current, todo, failed. The state is said in words to screen readers."""
    known = state if state in STEP_WORDS else "todo"
    mark = {"done": icon("check"), "failed": icon("x")}.get(known, EMPTY)
    current = constant(' aria-current="step"') if known == "current" else EMPTY
    return format_html(
        '<li class="step step-{}"{}><span class="step-mark">{}</span><span class="step-label">{}'
        '<span class="sr-only">（{}）</span></span>{}</li>',
        known, current, mark, label, STEP_WORDS[known],
        format_html('<span class="step-note">{}</span>', note) if note else EMPTY,
    )  # fmt: skip


def facts(content: SafeString, layout: str = "2") -> SafeString:
    """A list of facts (dl) in one, two or three columns."""
    return format_html('<dl class="facts facts-{}">{}</dl>', layout, content)


def fact(label: object, value: object = None, wide: bool = False) -> SafeString:
    """One fact; an empty value is a dash. For markup use ``{% factblock %}``."""
    shown = constant('<span class="muted">—</span>') if value in (None, "") else value
    return factblock(format_html("{}", shown), label, wide)


def factblock(content: SafeString, label: object, wide: bool = False) -> SafeString:
    """One fact whose value is markup."""
    return format_html(
        '<div class="{}"><dt>{}</dt><dd>{}</dd></div>',
        classes("fact", "fact-wide" if wide else ""),
        label,
        content,
    )


def chart(content: SafeString, title: object, note: object = "", table: object = "") -> SafeString:
    """A frame for an SVG drawn on the server: a title that says the finding, the table behind it.

    A picture of a page's whole width scrolls on a phone by itself, unless a ``phone_bar`` stands before it.
    """
    scrolls = f'width="{WIDTH}"' in content and "chart-phone" not in content
    return component("chart", content=content, title=title, note=note, table=table, scrolls=scrolls)


def stat(
    label: object, value: object, *, unit: object = "", note: object = "", url: str = "", tone: str = ""
) -> SafeString:
    """One figure with its label; with ``url`` the figure leads to the rows it counts."""
    return component(
        "stat", label=label, value=value, unit=unit, note=note, url=safe_url(url) if url else "", tone=tone
    )


def empty_state(content: SafeString, title: object, text: object = "", icon: str = "inbox") -> SafeString:
    """An empty list: what it is for and the first step (buttons as content)."""
    return component("empty_state", content=_trimmed(content), title=title, text=text, icon_name=icon)


def timeline(entries: Any, empty: object = "还没有记录") -> SafeString:
    """What happened, newest first: ``TimelineEntry`` rows (at, title, text, actor, url, tone, icon)."""
    return component("timeline", entries=entries, empty=empty)


def duties(content: SafeString) -> SafeString:
    """A list of ``duty`` rows (今日要办)."""
    return format_html('<ul class="duties">{}</ul>', content)


def duty(item: Any, today: Any = None) -> SafeString:
    """One row of 今日要办 from a ``registries.Duty``: title, detail, due badge, action.

    The count shows if the title does not say it.
    """
    said = re.search(rf"(?<!\d){item.count}(?!\d)", item.title)
    told = item.count < 2 or said is not None  # noqa: PLR2004 - one thing needs no count
    return component("duty", item=item, today=today, told=told)


def sheet(content: SafeString, title: object, number: object = "", wide: bool = False) -> SafeString:
    """A paper form on screen: A4, title in 宋体, number at the right; ``wide`` is landscape."""
    return component("sheet", content=content, title=title, number=number, wide=wide)


def signature(label: object, date: bool = True) -> SafeString:
    """A place to sign (and date) on a paper form."""
    tail = constant('<span class="sign-date">年&emsp;月&emsp;日</span>') if date else EMPTY
    return format_html(
        '<div class="signature"><span>{}：</span><span class="sign-line"></span>{}</div>', label, tail
    )
