"""Reads of the yearly plan: lines with what happened, progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from events.choices.activities import LineState
from events.models import CostLine, PlanLine, YearPlan
from events.rules.activities import TOOK_PLACE
from events.rules.plans import Progress, is_late


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line against what happened; ``cost`` in yuan of all its activities."""

    line: PlanLine
    activities: int
    held: int
    cost: Decimal
    late: bool


def lines_of(plan: YearPlan, day: dt.date) -> list[ShownLine]:
    """Return the lines of ``plan`` in order of month with activities, cost and lateness on ``day``."""
    cost = (
        CostLine.objects.filter(activity__plan_line=OuterRef("pk"))
        .order_by().values("activity__plan_line").annotate(n=Sum("amount")).values("n")
    )  # fmt: skip
    rows: Any = PlanLine.objects.filter(plan=plan).annotate(
        made=Count("activities", filter=~Q(activities__state="cancelled")),
        held=Count("activities", filter=Q(activities__state__in=TOOK_PLACE)),
        spent=Subquery(cost),
    )
    now = (day.year, day.month)
    return [
        ShownLine(
            row, row.made, row.held, row.spent or Decimal(0),
            is_late(row.state, row.moved_to or row.last_month or row.month, year=plan.year, today_month=now),
        )
        for row in rows.order_by("month", "pk")
    ]  # fmt: skip


def progress_of(lines: Iterable[ShownLine]) -> Progress:
    """Return how the plan stands."""
    found = list(lines)
    count = {state: sum(row.line.state == state for row in found) for state in LineState}
    return Progress(
        len(found), count[LineState.CARRIED_OUT], count[LineState.MOVED], count[LineState.DROPPED],
        sum(row.late for row in found),
    )  # fmt: skip
