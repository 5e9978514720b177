"""疗休养: how long, how dear, who first, how often [W103][W104][G1]. Numbers: rule set `recuperation`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from union.common.dates import add_months
from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.recuperation import StayAction as A
from welfare.choices.recuperation import StayState as S
from welfare.rules.care_flow import CareStep

FLOW = FlowTable(
    "这份疗休养申请",
    S,
    (
        CareStep(
            A.RECOMMEND, {S.APPLIED}, S.RECOMMENDED, Right.PROPOSE_AS_BRANCH, primary=True,
            also=Right.MANAGE_WELFARE,
        ),
        CareStep(A.APPROVE, {S.RECOMMENDED}, S.APPROVED, Right.APPROVE_WELFARE, primary=True),
        CareStep(
            A.REJECT, {S.APPLIED, S.RECOMMENDED}, S.REJECTED, Right.APPROVE_WELFARE, note_required=True,
            dangerous=True,
        ),
        CareStep(A.GO, {S.APPROVED}, S.GONE, Right.MANAGE_WELFARE, primary=True),
        CareStep(A.ABSENT, {S.APPROVED}, S.ABSENT, Right.MANAGE_WELFARE, note_required=True),
        CareStep(A.WITHDRAW, {S.APPLIED, S.RECOMMENDED, S.APPROVED}, S.WITHDRAWN, None, dangerous=True),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standard:
    """The rule set in force: caps per day and trip, years between two stays (cross-province or any)."""

    per_day: Decimal
    days_inside: int
    days_outside: int
    repeat_years: int
    repeat_any: bool
    frontline_first: bool
    document: str

    @classmethod
    def of(cls, values: Mapping[str, Any], document: str) -> Standard:
        """Read the values of a rule set."""
        return cls(
            Decimal(str(values["per_day"])), int(values["days_inside"]), int(values["days_outside"]),
            int(values["repeat_years"]), values["repeat"] == "any", bool(values["frontline_first"]), document,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands in the way; ``absolute``: no reason lets it pass."""

    text: str
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What is known when somebody is to be approved."""

    is_active: bool
    is_frontline: bool
    starts_on: dt.date
    is_outside: bool
    last_stay_on: dt.date | None  # the last one that counts for the interval
    frontline_waiting: int
    branch_left: int | None  # None: the branch has no quota of its own
    total_left: int


def trip_problem(standard: Standard, *, days: int, cost_per_day: Decimal, is_outside: bool) -> str:
    """Why a round cannot be planned like this; "" if it can."""
    longest = standard.days_outside if is_outside else standard.days_inside
    if days > longest:
        where = "跨省" if is_outside else "省内"
        return f"{where}疗休养不超过 {longest} 天，现为 {days} 天（{standard.document}）"
    if cost_per_day > standard.per_day:
        return f"每人每天 {cost_per_day:,.2f} 元，超过标准 {standard.per_day:,.2f} 元（{standard.document}）"
    return ""


def counts_for_interval(standard: Standard, *, was_outside: bool, is_outside: bool) -> bool:
    """Whether an earlier stay bars this one: all of them, or cross-province ones alone."""
    return standard.repeat_any or (was_outside and is_outside)


def judge(standard: Standard, case: Case) -> list[Finding]:
    """Everything that stands in the way of approving the application, in words with the document."""
    found = []
    if not case.is_active:
        found.append(Finding("疗休养的对象是在册在职会员", absolute=True))
    if case.last_stay_on is not None:
        free_from = add_months(case.last_stay_on, 12 * standard.repeat_years)
        if case.starts_on < free_from:
            found.append(
                Finding(
                    f"{standard.repeat_years} 年内不重复安排：上次为 {case.last_stay_on}，"
                    f"{free_from} 起可再参加（{standard.document}）",
                    absolute=True,
                )
            )
    if case.total_left <= 0:
        found.append(Finding("本批总名额已满", absolute=True))
    if case.branch_left is not None and case.branch_left <= 0:
        found.append(Finding("本支会名额已满"))
    if standard.frontline_first and not case.is_frontline and case.frontline_waiting >= case.total_left > 0:
        found.append(
            Finding(
                f"一线职工优先：还有 {case.frontline_waiting} 名一线职工待批，剩余名额 {case.total_left} 个"
                f"（{standard.document}）"
            )
        )
    return found
