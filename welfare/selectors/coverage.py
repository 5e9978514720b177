"""Coverage (应访已访): due, on time, late, missed, by occasion, scheme, branch or month.

One definition of each group, as conditions: the figures count them, the ledger opens their rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from members.models import Member
from welfare.choices.visits import VisitState
from welfare.models import SchemeItem, Visit, VisitScheme
from welfare.models.visits import CARRIED_OUT, CLOSED_WITHOUT, HANDED_OUT, OPEN

_DUE = Q(due_on__isnull=False) & ~Q(state__in=CLOSED_WITHOUT) & ~HANDED_OUT
_CARRIED = Q(state__in=CARRIED_OUT)


def conditions(today: dt.date) -> dict[str, Q]:
    """The groups by key; ``due`` is the denominator: what had to be done by ``today`` or is done already."""
    waiting = _DUE & Q(state__in=OPEN, due_on__gte=today)
    return {
        "due": _DUE & ~Q(state__in=OPEN, due_on__gte=today),
        "on_time": _DUE & _CARRIED & Q(visited_on__lte=F("due_on")),
        "late": _DUE & _CARRIED & Q(visited_on__gt=F("due_on")),
        "overdue": _DUE & Q(state__in=OPEN, due_on__lt=today),
        "missed": _DUE & Q(state=VisitState.MISSED),
        "waiting": waiting,
    }


LABELS = {
    "due": "应访", "on_time": "按时", "late": "逾期完成", "overdue": "逾期未访", "missed": "未走访",
    "waiting": "未到期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line: how many were due, and what became of them. ``key`` goes into the ledger's filter."""

    key: str
    label: str
    counts: dict[str, int]

    @property
    def done(self) -> int:
        """Carried out, on time or late."""
        return self.counts["on_time"] + self.counts["late"]

    @property
    def rate(self) -> Decimal | None:
        """Carried out of those due, in percent with one decimal; None when nothing was due."""
        due = self.counts["due"]
        if not due:
            return None
        return (Decimal(self.done) * 100 / due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def due_in(rows: QuerySet[Visit], first: dt.date, last: dt.date) -> QuerySet[Visit]:
    """Visits whose due day lies from ``first`` to ``last``; hand-outs are none."""
    return rows.filter(~HANDED_OUT, due_on__range=(first, last))


def total(rows: QuerySet[Visit], today: dt.date) -> Coverage:
    """All ``rows`` in one line; one query."""
    return Coverage("", "合计", rows.aggregate(**_counts(today)))


def by_occasion(rows: QuerySet[Visit], today: dt.date) -> list[Coverage]:
    """One line per occasion, in the office's order; one query."""
    fields = ("occasion_id", "occasion__name")
    return _lines(rows.order_by("occasion__position").values(*fields), fields, today)


def by_branch(rows: QuerySet[Visit], today: dt.date) -> list[Coverage]:
    """One line per branch of that time; one query."""
    fields = ("branch_id", "branch__name")
    return _lines(rows.order_by("branch__position", "branch_id").values(*fields), fields, today)


def by_month(rows: QuerySet[Visit], today: dt.date) -> list[Coverage]:
    """One line per month of the due day; one query."""
    found: Any = rows.annotate(month=TruncMonth("due_on")).order_by("month").values("month")
    return [
        Coverage(f"{row['month']:%Y-%m}", f"{row['month']:%Y-%m}", _only_counts(row))
        for row in found.annotate(**_counts(today))
    ]


def by_scheme(rows: QuerySet[Visit], scheme: VisitScheme, today: dt.date) -> list[Coverage]:
    """One line per item of a scheme (五必访), an item being several occasions; a query per item."""
    items = list(scheme.items.prefetch_related("occasions"))
    return [
        Coverage(str(item.pk), item.heading, rows.filter(item_condition(item)).aggregate(**_counts(today)))
        for item in items
    ]


def item_condition(item: SchemeItem) -> Q:
    """Visits of an item."""
    return Q(occasion_id__in=[occasion.pk for occasion in item.occasions.all()])


def scheme_condition(scheme: VisitScheme) -> Q:
    """Visits of a scheme: of any of its occasions, each counted once."""
    return Q(occasion__in=scheme.items.values("occasions"))


def _counts(today: dt.date) -> dict[str, Count]:
    return {key: Count("pk", filter=condition) for key, condition in conditions(today).items()}


def _only_counts(row: dict[str, Any]) -> dict[str, int]:
    return {key: row[key] for key in LABELS}


def _lines(rows: Any, fields: Iterable[str], today: dt.date) -> list[Coverage]:
    key, label = fields
    return [
        Coverage(str(row[key] or "none"), row[label] or "未归支会", _only_counts(row))
        for row in rows.annotate(**_counts(today))
    ]


def unreached(members: QuerySet[Member], since: dt.date) -> QuerySet[Member]:
    """Members in membership whom no visit has reached on or after ``since``, with the day of the last one."""
    reached = Visit.objects.filter(member__isnull=False, state__in=CARRIED_OUT, visited_on__gte=since)
    last = Max("visits__visited_on", filter=Q(visits__state__in=CARRIED_OUT))
    kept = members.filter(membership_status__in=("active", "retained"), merged_into=None)
    return kept.exclude(pk__in=reached.values("member_id")).annotate(last_visit_on=last)
