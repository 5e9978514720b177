"""What a member may still receive this year, standard by standard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from members.models import Member
from welfare.choices.visits import Frequency
from welfare.models import Visit, VisitStandard
from welfare.selectors.standards import category_of, received


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One line of the entitlement sheet; ``left`` None: no yearly ceiling.

    ``times``: how often already in the year, or ever where it is given once in a life.
    """

    name: str
    rule: str
    limit: Decimal | None
    received: Decimal
    times: int
    frequency: str
    is_entitled: bool

    @property
    def left(self) -> Decimal | None:
        """What the yearly ceiling leaves; never below zero."""
        return None if self.limit is None else max(self.limit - self.received, Decimal(0))

    @property
    def words(self) -> str:
        """What is still open, in words."""
        if not self.is_entitled:
            return "不在慰问对象范围"
        if self.frequency == Frequency.ONCE and self.times:
            return "已慰问（一生一次）"
        if self.frequency == Frequency.YEARLY and self.times:
            return "本年已慰问"
        if self.left == 0:
            return "本年额度已用完"
        return "可申请"


def ceilings_of(member: Member, year: int) -> list[Ceiling]:
    """Standards in force in ``year`` (at its end) against what ``member`` got; a group's ceiling once."""
    last_day = dt.date(year, 12, 31)
    standards = (
        VisitStandard.objects.valid_on(last_day)
        .select_related("occasion")
        .order_by("occasion__position", "tier", "-valid_from")
    )
    given = list(received(member))
    category = category_of(member)
    bearing = set(VisitStandard.objects.exclude(cap_group="").values_list("cap_group", "occasion_id"))
    lines: dict[str, Ceiling] = {}
    for row in standards:
        mine = [visit for visit in given if _counts(visit, row, bearing)]
        key = row.cap_group or f"{row.occasion_id}"
        lines.setdefault(key, _line(row, mine, category, year))
    return list(lines.values())


def _line(row: VisitStandard, mine: list[Visit], category: str, year: int) -> Ceiling:
    of_year = [visit for visit in mine if (visit.visited_on or visit.happened_on).year == year]
    return Ceiling(
        name=row.cap_group or row.occasion.name, rule=row.source_document, limit=row.year_cap,
        received=sum((visit.amount for visit in of_year), Decimal(0)),
        times=len(mine if row.frequency == Frequency.ONCE else of_year), frequency=row.frequency,
        is_entitled=category in row.sources,
    )  # fmt: skip


def _counts(visit: Visit, row: VisitStandard, bearing: set[tuple[str, int]]) -> bool:
    """As `selectors.standards.under_ceiling`."""
    if visit.occasion_id == row.occasion_id:
        return True
    if visit.standard is None:
        return (row.cap_group, visit.occasion_id) in bearing
    return bool(row.cap_group) and visit.standard.cap_group == row.cap_group
