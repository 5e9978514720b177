"""Components that stand in a line of text: button, badge, date, due date, money, masked value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from union.common import dates
from union.common.ui.markup import EMPTY, attributes, classes, icon, safe_url, tone_of

DASH = "—"
FAR_DAYS = 60
_KILO = 1024
_WEEKDAYS = "一二三四五六日"


def badge(text: object, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A state as text on a pale tint; the colour only repeats what the text says."""
    if text in (None, ""):
        return EMPTY
    return format_html(
        '<span class="badge badge-{}">{}{}</span>', tone_of(tone), icon(icon_name, size="sm"), text
    )


def button(
    label: object,
    url: str = "",
    *,
    variant: str = "secondary",
    icon: str = "",
    size: str = "",
    type: str = "submit",  # noqa: A002 - the HTML attribute's name
    name: str = "",
    value: object = "",
    form: str = "",
    dialog: str = "",
    blocked: object = "",
    icon_only: bool = False,
    **extra: object,
) -> SafeString:
    """A button, or with ``url`` a link that looks like one.

    ``variant``: primary (one per page), secondary, ghost, danger. ``dialog``: id of the dialog it
    opens. ``blocked``: the reason why it cannot be pressed now; it is shown beside the button.
    ``icon_only`` keeps ``label`` for screen readers and as tooltip.
    """
    css = classes("btn", f"btn-{variant}", f"btn-{size}" if size else "", "btn-icon" if icon_only else "")
    inside = _button_inside(label, icon, icon_only)
    if icon_only:
        extra.setdefault("title", label)
    if blocked:
        return format_html(
            '<span class="blocked"><button class="{}" type="button" disabled>{}</button>'
            '<span class="blocked-why">{}</span></span>',
            css, inside, blocked,
        )  # fmt: skip
    if url:
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, safe_url(url), attributes(extra), inside)
    if dialog:
        extra.update(data_dialog=dialog, aria_haspopup="dialog")
    fixed = format_html(' name="{}" value="{}"', name, value) if name else EMPTY
    owner = format_html(' form="{}"', form) if form else EMPTY
    kind = "button" if dialog else type
    return format_html(
        '<button class="{}" type="{}"{}{}{}>{}</button>', css, kind, fixed, owner, attributes(extra), inside
    )


def _button_inside(label: object, icon_name: str, icon_only: bool) -> SafeString:
    if icon_only:
        return format_html('{}<span class="sr-only">{}</span>', icon(icon_name), label)
    return format_html("{}<span>{}</span>", icon(icon_name, size="sm"), label)


def iso_date(value: dt.date | None) -> SafeString:
    """A date as 2026-11-21; None is a dash."""
    if value is None or value == "":
        return format_html('<span class="muted">{}</span>', DASH)
    if isinstance(value, dt.datetime):
        local = value if value.tzinfo is None else timezone.localtime(value)
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M")
        )
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


def due_words(due_on: dt.date, today: dt.date) -> tuple[str, str]:
    """Return (words, tone) of a due date: 逾期 2 天 / 今天到期 / 明天到期 / 还有 3 天 / 2027-03-01.

    More than 60 days ahead the date itself says more than a number of days.
    """
    days = (due_on - today).days
    if days < 0:
        return f"逾期 {-days} 天", "danger"
    if days == 0:
        return "今天到期", "warning"
    if days == 1:
        return "明天到期", "warning"
    if days > FAR_DAYS:
        return due_on.isoformat(), "neutral"
    return f"还有 {days} 天", "neutral"


def due(due_on: dt.date | None, today: dt.date | None = None) -> SafeString:
    """A due date as a badge relative to ``today`` (default: the hospital's today)."""
    if due_on is None or due_on == "":
        return EMPTY
    words, tone = due_words(due_on, today or dates.today())
    return format_html(
        '<time class="badge badge-{}" datetime="{}" title="{}">{}</time>',
        tone, due_on.isoformat(), _long_date(due_on), words,
    )  # fmt: skip


def _long_date(day: dt.date) -> str:
    return f"{day.isoformat()} 星期{_WEEKDAYS[day.weekday()]}"


def number_text(value: object) -> str:
    """A whole number with thousands separators; anything else unchanged; None is a dash."""
    if value is None or value == "":
        return DASH
    return f"{value:,}" if isinstance(value, (int, Decimal)) else str(value)


def money_text(value: Decimal | int | None) -> str:
    """Yuan with two decimals and thousands separators; None is a dash."""
    if value is None or value == "":
        return DASH
    return f"{Decimal(value):,.2f}"


def money(value: Decimal | int | None, unit: str = "") -> SafeString:
    """An amount in yuan, tabular figures, negative amounts in the danger colour with a minus sign."""
    css = "money negative" if value not in (None, "") and Decimal(value) < 0 else "money"
    return format_html('<span class="{}">{}</span>{}', css, money_text(value), f" {unit}" if unit else "")


def progress(value: int, total: int, label: str = "", tone: str = "accent") -> SafeString:
    """A progress bar with its numbers as text; ``total`` 0 means not known yet."""
    if not total:
        return format_html(
            '<div class="progress"><progress class="bar" aria-label="{0}"></progress>'
            '<span class="progress-text">{0}</span></div>', label or "正在准备",
        )  # fmt: skip
    percent = min(100, value * 100 // total)
    return format_html(
        '<div class="progress"><progress class="bar bar-{}" max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="progress-text">{} / {} · {}%</span></div>',
        tone_of(tone), total, value, label or "进度", number_text(value), number_text(total), percent,
    )  # fmt: skip


def file_link(name: object, url: str, size: int | None = None) -> SafeString:
    """A file one can open: icon, name, size."""
    kind = (
        "file-spreadsheet" if str(name).lower().endswith((".xlsx", ".xls", ".ods", ".csv")) else "file-text"
    )
    small = format_html(' <span class="muted">{}</span>', size_text(size)) if size is not None else EMPTY
    return format_html(
        '<a class="file-link" href="{}">{}<span>{}</span></a>{}',
        safe_url(url),
        icon(kind, size="sm"),
        name,
        small,
    )


def size_text(size: int) -> str:
    """Bytes as people read them: 812 B, 14 KB, 3.2 MB."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO * _KILO:
        return f"{size // _KILO} KB"
    return f"{size / _KILO / _KILO:.1f} MB"


def copy(text: object, label: str = "复制") -> SafeString:
    """A text with a button that copies it."""
    return format_html(
        '<span class="copyable"><code>{0}</code><button class="btn btn-ghost btn-sm btn-icon" type="button" '
        'data-copy="{0}" title="{1}">{2}<span class="sr-only">{1}</span></button></span>',
        text, label, icon("copy", size="sm"),
    )  # fmt: skip


def avatar(name: object) -> SafeString:
    """The first character of a name in a circle (decoration: the name stands beside it)."""
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', str(name or "?")[:1])


def change(old: Any, new: Any) -> SafeString:
    """An old value, an arrow, the new value (import preview, history)."""
    return format_html(
        '<span class="change"><del>{}</del>{}<ins>{}</ins></span>',
        DASH if old in (None, "") else old, icon("arrow-right", label="改为", size="sm"),
        DASH if new in (None, "") else new,
    )  # fmt: skip
