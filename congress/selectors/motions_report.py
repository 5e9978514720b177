"""The numbers of the report on motions (提案工作报告, domain.md §4.6): set-based, 件 and 份 apart.

件 are cases (filed, or handled as suggestions), 份 the papers in them. Rates are in percent with one
decimal, or None where there is nothing to divide by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from congress.choices.motions import Filing, Grade, Satisfaction, UnitRole
from congress.models import Motion, MotionUnit
from congress.selectors.motions import HANDLED

RECEIVED = Q(submitted_at__isnull=False) | Q(is_history=True)  # 收到: handed in, whatever became of it
CONTENT = (Satisfaction.SATISFIED, Satisfaction.PARTLY)
_ON_TIME = Q(answered_on__isnull=False, handling_due_on__isnull=False, answered_on__lte=F("handling_due_on"))
_TIMED = Q(answered_on__isnull=False, handling_due_on__isnull=False)


def percent(part: int, whole: int) -> Decimal | None:
    """Return ``part`` of ``whole`` in percent with one decimal; None of nothing."""
    if not whole:
        return None
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Handling:
    """How one group of cases was handled; every rate names its base."""

    label: str
    cases: int = 0
    papers: int = 0
    contacted: int = 0
    recorded: int = 0  # of this system: history has no contact log
    replied: int = 0
    timed: int = 0
    on_time: int = 0
    closed: int = 0
    rated: int = 0
    content: int = 0
    grades: Mapping[str, int] = field(default_factory=dict)
    ratings: Mapping[str, int] = field(default_factory=dict)

    @property
    def rates(self) -> dict[str, Decimal | None]:
        """见面率 of those recorded here, 答复率, 按时率 of those with a day, 办结率, 满意率 of rated ones."""
        return {
            "见面率": percent(self.contacted, self.recorded),
            "答复率": percent(self.replied, self.cases),
            "按时率": percent(self.on_time, self.timed),
            "办结率": percent(self.closed, self.cases),
            "满意率": percent(self.content, self.rated),
        }


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the papers."""

    papers: int = 0
    filed_cases: int = 0
    filed_papers: int = 0
    suggestion_cases: int = 0
    suggestion_papers: int = 0
    merged: int = 0
    not_filed: int = 0
    withdrawn: int = 0
    undecided: int = 0

    @property
    def valid(self) -> int:
        """有效: all that were not withdrawn."""
        return self.papers - self.withdrawn


def received(rows: QuerySet[Motion]) -> QuerySet[Any, Any]:
    """Papers that were handed in, with the result of the case they are in."""
    return rows.filter(RECEIVED).annotate(case_filing=Coalesce("merged_into__filing", "filing"))


def totals(rows: QuerySet[Motion]) -> Totals:
    """Count papers and cases of ``rows``; one query."""

    def count(**where: Any) -> Count:
        return Count("pk", filter=Q(**where))

    found = received(rows).aggregate(
        papers=Count("pk"),
        filed_cases=count(filing=Filing.FILED),
        filed_papers=count(case_filing=Filing.FILED),
        suggestion_cases=count(filing=Filing.CONVERTED),
        suggestion_papers=count(case_filing=Filing.CONVERTED),
        merged=count(filing=Filing.MERGED),
        not_filed=count(filing=Filing.NOT_FILED),
        withdrawn=count(state="withdrawn"),
        undecided=Count("pk", filter=Q(filing=Filing.UNDECIDED) & ~Q(state="withdrawn")),
    )
    return Totals(**found)


def handling(rows: QuerySet[Motion], label: str, filings: Iterable[str] = HANDLED) -> Handling:
    """Count how the cases of ``filings`` were handled; two queries."""
    cases = received(rows).filter(filing__in=tuple(filings))
    numbers: dict[str, Any] = {
        "cases": Count("pk"),
        "contacted": Count("pk", filter=Q(has_contact=True)),
        "recorded": Count("pk", filter=Q(is_history=False)),
        "replied": Count("pk", filter=Q(replied_on__isnull=False)),
        "timed": Count("pk", filter=_TIMED),
        "on_time": Count("pk", filter=_ON_TIME),
        "closed": Count("pk", filter=Q(closed_on__isnull=False)),
        "rated": Count("pk", filter=~Q(rating="")),
        "content": Count("pk", filter=Q(rating__in=CONTENT)),
    }
    marks = {f"grade_{grade}": Count("pk", filter=Q(grade=grade)) for grade in Grade.values}
    marks |= {f"rating_{mark}": Count("pk", filter=Q(rating=mark)) for mark in Satisfaction.values}
    found = cases.aggregate(**numbers, **marks)
    papers = received(rows).filter(case_filing__in=tuple(filings)).count()
    return Handling(
        label=label, papers=papers, grades={g: found.pop(f"grade_{g}") for g in Grade.values},
        ratings={r: found.pop(f"rating_{r}") for r in Satisfaction.values}, **found,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of a table by category or delegation."""

    label: str
    papers: int
    filed: int
    suggestions: int
    merged: int
    not_filed: int
    share: Decimal | None


def by_group(rows: QuerySet[Motion], path: str, empty: str) -> list[GroupRow]:
    """Papers by ``path`` (a text column), most first; one query. ``empty`` names what has none."""

    def count(filing: str) -> Count:
        return Count("pk", filter=Q(filing=filing))

    found: list[dict[str, Any]] = list(
        received(rows).values(group=F(path)).annotate(
            handed_in=Count("pk"), filed=count(Filing.FILED), suggestions=count(Filing.CONVERTED),
            merged=count(Filing.MERGED), not_filed=count(Filing.NOT_FILED),
        ).order_by("-handed_in", "group")
    )  # fmt: skip
    whole = sum(row["handed_in"] for row in found)
    return [
        GroupRow(
            row["group"] or empty, row["handed_in"], row["filed"], row["suggestions"], row["merged"],
            row["not_filed"], percent(row["handed_in"], whole),
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One lead department: 承办, 已答复, 按时, 逾期, 已评价 and 满意."""

    label: str
    cases: int
    replied: int
    on_time: int
    late: int
    open_late: int
    rated: int
    content: int

    @property
    def satisfaction(self) -> Decimal | None:
        """满意率 over rated cases."""
        return percent(self.content, self.rated)


def by_department(rows: QuerySet[Motion], today: Any) -> list[DepartmentRow]:
    """Cases by lead department of the last round, most first; one query. 分办 counts for each."""
    cases = received(rows).filter(filing__in=HANDLED)
    units = MotionUnit.objects.filter(
        motion__in=cases.order_by().values("pk"), in_force=True, role=UnitRole.LEAD, round=F("motion__round")
    )
    late = Q(motion__answered_on__gt=F("motion__handling_due_on"))
    waiting = Q(motion__answered_on=None, motion__handling_due_on__lt=today)
    found = (
        units.values(label=F("department__name"))
        .annotate(
            cases=Count("pk"),
            replied=Count("pk", filter=Q(motion__replied_on__isnull=False)),
            on_time=Count("pk", filter=Q(motion__answered_on__lte=F("motion__handling_due_on"))),
            late=Count("pk", filter=late),
            open_late=Count("pk", filter=waiting),
            rated=Count("pk", filter=~Q(motion__rating="")),
            content=Count("pk", filter=Q(motion__rating__in=CONTENT)),
        )
        .order_by("-cases", "label")
    )
    return [DepartmentRow(**row) for row in found]
