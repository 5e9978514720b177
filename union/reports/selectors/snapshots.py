"""Counting all figures over a period, and the frozen form they are kept in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from union.common.registries import Breakdown, Figure, Period, figures
from union.reports.rules.periods import year_before
from union.reports.rules.wording import Counted, Value

Progress = Callable[[int, int], None]


def count_figures(
    period: Period, chapters: Iterable[str], *, progress: Progress = lambda done, total: None
) -> list[Counted]:
    """Count every figure of ``chapters`` over ``period`` and over the same months of the year before.

    One set-based query per figure and period; the order is that of the chapters, then of registration.
    ``progress(done, total)`` is called after each figure.
    """
    order = {key: n for n, key in enumerate(chapters)}
    wanted = [(key, each) for key, each in figures.items() if each.chapter in order]
    wanted.sort(key=lambda pair: order[pair[1].chapter])
    before = year_before(period)
    found: list[Counted] = []
    for done, (key, each) in enumerate(wanted, start=1):
        found += (
            [_plain(key, each, period, before)]
            if isinstance(each, Figure)
            else _broken_down(key, each, period, before)
        )
        progress(done, len(wanted))
    return found


def count_some(period: Period, keys: Iterable[str]) -> list[Counted]:
    """Count the plain figures named in ``keys``, in that order; those nobody registered are left out."""
    before = year_before(period)
    known = ((key, figures.get(key)) for key in keys)
    return [_plain(key, each, period, before) for key, each in known if isinstance(each, Figure)]


def _plain(key: str, figure: Figure, period: Period, before: Period) -> Counted:
    return Counted(
        key, figure.chapter, figure.label, figure.unit, figure.definition, figure.compute(period),
        figure.compute(before), figure.rows_url(period), figure.right, "", figure.phrase,
    )  # fmt: skip


def _broken_down(key: str, each: Breakdown, period: Period, before: Period) -> list[Counted]:
    """The parts of this period in the provider's order, then those that only the year before had.

    What the year before did not have counts as nothing then; a rate has no value there.
    """
    now = {part.key: part for part in each.compute(period)}
    then = {part.key: part for part in each.compute(before)}
    none: Value = None if each.unit == "%" else 0
    gone = [replace(part, value=0, rows_url="") for code, part in then.items() if code not in now]
    return [
        Counted(
            f"{key}.{part.key}", each.chapter, part.label, each.unit, each.definition, part.value,
            then[part.key].value if part.key in then else none, part.rows_url, each.right, each.label,
        )
        for part in [*now.values(), *gone]
    ]  # fmt: skip


_FIELDS = (
    "id", "chapter", "label", "unit", "definition", "value", "previous", "rows_url", "right", "group",
    "phrase",
)  # fmt: skip


def frozen(counted: Sequence[Counted]) -> list[dict[str, Any]]:
    """Return the figures as JSON: whole numbers stay numbers, amounts become decimal strings."""
    return [{name: _plain_value(getattr(row, name)) for name in _FIELDS} for row in counted]


def thawed(snapshot: Iterable[dict[str, Any]]) -> list[Counted]:
    """Return the figures of a stored snapshot."""
    return [
        Counted(**{**row, "value": _number(row["value"]), "previous": _number(row["previous"])})
        for row in snapshot
    ]


def hash_of(snapshot: Sequence[dict[str, Any]]) -> str:
    """Return the SHA-256 of a snapshot in canonical form (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain_value(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    cents = round(value, 2)  # SQLite sums with ten places
    return f"{cents if cents == value else value:f}"


def _number(value: object) -> Value:
    return Decimal(value) if isinstance(value, str) else value  # type: ignore[return-value]  # int or None
