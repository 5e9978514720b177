"""保存期满清除: when, and by which steps. Nothing is erased silently ([个人信息保护法] 第十九、四十七条)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from union.common.dates import add_months
from union.common.errors import DomainError
from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.retention import ErasureAction as A
from welfare.choices.retention import ErasureKind
from welfare.choices.retention import ErasureState as S
from welfare.rules.care_flow import CareStep

MOST = 2000  # of one list: it has to be looked through
MOST_YEARS = 100
KEPT_MONTHS = 12  # what was left out by hand is proposed again after


def _flow(handle: Right, approve: Right) -> FlowTable[CareStep]:
    return FlowTable(
        "这份清除清单",
        S,
        (
            CareStep(A.CHECK, {S.PROPOSED}, S.CHECKED, handle, primary=True),
            CareStep(A.CONFIRM, {S.CHECKED}, S.DONE, approve, dangerous=True),
            CareStep(A.RETURN, {S.CHECKED}, S.PROPOSED, approve, note_required=True),
            CareStep(A.CANCEL, {S.PROPOSED}, S.CANCELLED, handle, note_required=True, dangerous=True),
        ),
    )


FLOWS = {
    ErasureKind.HARDSHIP.value: _flow(Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP),
    ErasureKind.VISIT.value: _flow(Right.HANDLE_VISITS, Right.APPROVE_VISITS),
}


def years_problem(values: Any) -> str:
    """Why these values of the rule set cannot be used: less than a year would erase what has just ended."""
    for kind in ErasureKind:
        years = values.get(f"{kind.value}_years")
        if not isinstance(years, int | float) or years != int(years) or not 1 <= years <= MOST_YEARS:
            return f"“{kind.label}”的保存年限须为 1 至 {MOST_YEARS} 的整年数，不足一年不能清除"
    return ""


@dataclass(frozen=True, slots=True)
class Periods:
    """Years after the end of a record, and the document they rest on."""

    years: dict[str, int]
    document: str

    @classmethod
    def of(cls, values: dict[str, Any], document: str) -> Periods:
        """Read the values of the rule set `welfare_retention`.

        Raises:
            DomainError: see `years_problem`.
        """
        problem = years_problem(values)
        if problem:
            raise DomainError(problem)
        years = {kind: int(values[f"{kind}_years"]) for kind in ErasureKind.values}
        return cls(years, document)

    def ended_by(self, kind: str, today: dt.date) -> dt.date:
        """The last day a record may have ended on to be erased ``today``; 29 February keeps to the 28th."""
        return add_months(today, -12 * self.years[kind])

    def words(self, kind: str) -> str:
        """The rule in words."""
        return f"办结满 {self.years[kind]} 年（{self.document}）"[:200]
