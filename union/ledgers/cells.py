"""One value, three faces: text on paper, HTML on the page, typed cell in a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from union.common.registries import sensitive_fields
from union.ledgers.declare import Column, Kind

EMPTY = "—"


def text_of(column: Column, value: Any) -> str:
    """Return the value as people read it; "" if there is none. Sensitive values must be masked before."""
    if value is None or value == "":
        return ""
    return _TEXT[column.kind](column, value)


def masked(column: Column, value: Any) -> Any:
    """Return what may be shown without a reason: the mask of a sensitive column, else the value itself."""
    return sensitive_fields[column.sensitive].mask(value) if column.sensitive and value else value


def _choice(column: Column, value: Any) -> str:
    assert column.choices is not None
    return str(column.choices(value).label) if value in column.choices.values else str(value)


def _moment(_column: Column, value: dt.datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


_TEXT: dict[Kind, Callable[[Column, Any], str]] = {
    Kind.TEXT: lambda column, value: str(value),
    Kind.CODE: lambda column, value: str(value),
    Kind.DATE: lambda column, value: value.isoformat(),
    Kind.DATETIME: _moment,
    Kind.MONTH: lambda column, value: value.strftime("%Y-%m"),
    Kind.MONEY: lambda column, value: f"{Decimal(value):,.2f}",
    Kind.INTEGER: lambda column, value: f"{value:,}",
    Kind.BOOLEAN: lambda column, value: "是" if value else "否",
    Kind.CHOICE: _choice,
}
NUMERIC = frozenset({Kind.MONEY, Kind.INTEGER})
_UNBROKEN = (Kind.DATE, Kind.DATETIME, Kind.MONTH, Kind.CODE)
_CLASSES = dict.fromkeys(NUMERIC, "num") | dict.fromkeys(_UNBROKEN, "nowrap")


def body_html(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    link: Callable[[Any], str] | None,
    select_form: str = "",
) -> SafeString:
    """Return the table rows of a page, built as one string: a template per cell is most of the cost."""
    drawers = [_drawer(column) for column in columns]
    lines = []
    for row in rows:
        url = link(row[0]) if link else ""
        cells = "".join(draw(value, url) for draw, value in zip(drawers, row[1:], strict=True))
        check = _check(row, columns, select_form) if select_form else ""
        lines.append(f"<tr>{check}{cells}</tr>")
    return mark_safe("".join(lines))  # noqa: S308 - every value went through escape() below


def _check(row: Sequence[Any], columns: Sequence[Column], form: str) -> str:
    named = zip(columns, row[1:], strict=True)
    label = next((text_of(c, v) for c, v in named if c.leads), str(row[0]))
    return (
        f'<td class="check"><input class="form-check-input" type="checkbox" name="selected" data-row-check '
        f'value="{escape(str(row[0]))}" form="{escape(form)}" aria-label="选择 {escape(label)}"></td>'
    )


def _writer(column: Column) -> Callable[[Any], str]:
    """Return value → escaped text; what is the same for every row is looked up once."""
    if column.kind is Kind.CHOICE and column.choices is not None and not column.sensitive:
        labels = {value: escape(str(label)) for value, label in column.choices.choices}
        return lambda value: labels.get(value) or escape(str(value or ""))
    return lambda value: escape(text_of(column, masked(column, value)))


def _drawer(column: Column) -> Callable[[Any, str], str]:
    label = escape(column.label)
    css = "card-title" if column.leads else _CLASSES.get(column.kind, "")
    opened = f'<td class="{css}" data-label="{label}">' if css else f'<td data-label="{label}">'

    write = _writer(column)

    def draw(value: Any, url: str) -> str:
        text = write(value)
        if not text:
            return f'<td class="is-empty {css}" data-label="{label}"><span class="muted">{EMPTY}</span></td>'
        if column.leads and url:
            return f'{opened}<a href="{escape(url)}">{text}</a></td>'
        if column.tones:
            tone = escape(str(column.tones.get(value, "neutral")))
            return f'{opened}<span class="badge badge-{tone}">{text}</span></td>'
        return f"{opened}{text}</td>"

    return draw
