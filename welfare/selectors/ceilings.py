"""What a member may still receive this year, standard by standard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from members.models import Member
from welfare.choices.visits import Frequency
from welfare.models import Visit, VisitStandard
from welfare.selectors.standards import category_of, received_in


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One line of the entitlement sheet; ``left`` None: no yearly ceiling, ``times`` how often already."""

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
        if self.frequency in (Frequency.YEARLY, Frequency.ONCE) and self.times:
            return "本年已慰问"
        return "可申请"


def ceilings_of(member: Member, year: int) -> list[Ceiling]:
    """Standards in force in ``year`` (at its end) against what ``member`` got; a group's ceiling once."""
    last_day = dt.date(year, 12, 31)
    standards = (
        VisitStandard.objects.valid_on(last_day)
        .select_related("occasion")
        .order_by("occasion__position", "tier", "-valid_from")
    )
    given = list(received_in(member, year))
    category = category_of(member)
    lines: dict[str, Ceiling] = {}
    for row in standards:
        key = row.cap_group or f"{row.occasion_id}"
        lines.setdefault(key, _line(row, given, category))
    return list(lines.values())


def _line(row: VisitStandard, given: list[Visit], category: str) -> Ceiling:
    mine = [visit for visit in given if _counts(visit, row)]
    return Ceiling(
        name=row.cap_group or row.occasion.name, rule=row.source_document, limit=row.year_cap,
        received=sum((visit.amount for visit in mine), Decimal(0)), times=len(mine), frequency=row.frequency,
        is_entitled=category in row.sources,
    )  # fmt: skip


def _counts(visit: Visit, row: VisitStandard) -> bool:
    if visit.occasion_id == row.occasion_id:
        return True
    return bool(row.cap_group) and visit.standard is not None and visit.standard.cap_group == row.cap_group
