"""The checklist of a session: dates counted from the opening and the close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from union.common.dates import add_months


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the checklist with its date."""

    key: str
    title: str
    basis: str
    due_on: dt.date


def plan(
    steps: Sequence[Mapping[str, Any]],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    add_working: Callable[[dt.date, int], dt.date],
    is_working: Callable[[dt.date], bool],
) -> list[Planned]:
    """Return the checklist by date. ``steps`` as the rule set ``congress_preparation`` keeps them.

    What must be ready *before* the opening and falls on a day off moves to the working day before it:
    papers seven days before Monday 2026-10-12 → Monday 5 October is a holiday → 2026-09-30.
    """
    found = []
    for step in steps:
        anchor = closes_on if step.get("anchor") == "closes" else opens_on
        due_on = _counted(step, anchor, add_working)
        if due_on < anchor and not is_working(due_on):
            due_on = add_working(due_on, -1)
        found.append(Planned(step["key"], step["title"], step.get("basis", ""), due_on))
    return sorted(found, key=lambda each: each.due_on)


def _counted(
    step: Mapping[str, Any], anchor: dt.date, add_working: Callable[[dt.date, int], dt.date]
) -> dt.date:
    if "working" in step:
        return add_working(anchor, step["working"])
    return add_months(anchor, step.get("months", 0)) + dt.timedelta(days=step.get("days", 0))
