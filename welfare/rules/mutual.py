"""Who may join a plan, how long it runs, what a claim may come to [S003][W81][W82][W83].

Fees, ages, shares and days are data of the plan; here is only how they are applied.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from members.choices import Sex
from union.common.dates import add_months
from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.mutual import ClaimAction as A
from welfare.choices.mutual import ClaimState as S
from welfare.choices.mutual import PeriodAction, PeriodState
from welfare.rules.care_flow import CareStep

_MANAGE = Right.MANAGE_WELFARE
_PERCENT = 100

PERIODS = FlowTable(
    "这份参保名单",
    PeriodState,
    (
        CareStep(PeriodAction.SUBMIT, {PeriodState.OPEN}, PeriodState.SUBMITTED, _MANAGE, primary=True),
        CareStep(PeriodAction.CONFIRM, {PeriodState.SUBMITTED}, PeriodState.IN_FORCE, _MANAGE, primary=True),
        CareStep(PeriodAction.RETURN, {PeriodState.SUBMITTED}, PeriodState.OPEN, _MANAGE, note_required=True),
        CareStep(
            PeriodAction.CANCEL, {PeriodState.OPEN, PeriodState.SUBMITTED}, PeriodState.CANCELLED, _MANAGE,
            note_required=True, dangerous=True,
        ),
    ),
)  # fmt: skip
CLAIMS = FlowTable(
    "这件理赔",
    S,
    (
        CareStep(A.CHECK, {S.ENTERED, S.RETURNED}, S.CHECKED, _MANAGE, primary=True),
        CareStep(A.SUBMIT, {S.CHECKED}, S.SUBMITTED, _MANAGE, primary=True),
        CareStep(A.DECIDE, {S.SUBMITTED}, S.DECIDED, _MANAGE, primary=True),
        CareStep(A.RETURN, {S.SUBMITTED}, S.RETURNED, _MANAGE, note_required=True),
        CareStep(A.PAY, {S.DECIDED}, S.PAID, _MANAGE, primary=True),
        CareStep(A.ADJUST, {S.DECIDED}, S.DECIDED, _MANAGE, note_required=True),
        CareStep(A.REJECT, {S.SUBMITTED, S.DECIDED}, S.REJECTED, _MANAGE, note_required=True, dangerous=True),
        CareStep(
            A.WITHDRAW, {S.ENTERED, S.CHECKED, S.RETURNED}, S.WITHDRAWN, _MANAGE, note_required=True,
            dangerous=True,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan asks of the people and of the unit."""

    name: str
    min_age: int
    max_age: int
    sex: str = ""
    min_share: int = 0
    all_below: int = 0


def last_day(starts_on: dt.date, years: int) -> dt.date:
    """Last day of cover; a cover of one year from 1 March ends on the last of February.

    >>> last_day(dt.date(2026, 3, 1), 2)
    datetime.date(2028, 2, 29)
    """
    return add_months(starts_on, 12 * years) - dt.timedelta(days=1)


def born_between(terms: Terms, on: dt.date) -> tuple[dt.date, dt.date]:
    """Earliest and latest birthday of those whose age in full years fits on ``on``.

    >>> born_between(Terms("x", 16, 60), dt.date(2026, 3, 1))
    (datetime.date(1965, 3, 2), datetime.date(2010, 3, 1))
    """
    earliest = add_months(on, -12 * (terms.max_age + 1)) + dt.timedelta(days=1)
    return earliest, add_months(on, -12 * terms.min_age)


def joining_problem(terms: Terms, *, sex: str, born_on: dt.date | None, on: dt.date) -> str:
    """Why a person cannot join on ``on``; "" if nothing stands in the way."""
    if terms.sex and sex != terms.sex:
        return f"“{terms.name}”只限{Sex(terms.sex).label}职工参加"
    if born_on is None:
        return f"没有登记出生日期，无法核对“{terms.name}”的年龄限制"
    earliest, latest = born_between(terms, on)
    if not earliest <= born_on <= latest:
        return f"“{terms.name}”限 {terms.min_age}—{terms.max_age} 周岁参加，{on} 时不在此范围"
    return ""


def share_problem(terms: Terms, *, insured: int, eligible: int, staff: int) -> str:
    """Why the association will not take the list: too few of those who could join; "" if enough.

    Integer arithmetic: exactly the share is enough.
    """
    if staff < terms.all_below and insured < eligible:
        return f"本单位不足 {terms.all_below} 人，须全员参保：应参保 {eligible} 人，名单 {insured} 人"
    if insured * _PERCENT < eligible * terms.min_share:
        return f"参保人数须达到应参保人数的 {terms.min_share}%：应参保 {eligible} 人，名单 {insured} 人"
    return ""


def claim_problem(*, happened_on: dt.date, starts_on: dt.date, ends_on: dt.date, today: dt.date) -> str:
    """Why an event is not covered; "" if it is."""
    if happened_on > today:
        return "出险日期不能在将来"
    if not starts_on <= happened_on <= ends_on:
        return f"出险日期不在保障期内（{starts_on} 至 {ends_on}）"
    return ""


def amount_problem(
    *, claimed: Decimal | None, approved: Decimal | None, adjusted: Decimal | None, paid: Decimal | None
) -> str:
    """What is wrong with the four amounts; "" if nothing. None exceeds what was claimed."""
    for label, amount in (("申请", claimed), ("核定", approved), ("调整后", adjusted), ("赔付", paid)):
        if amount is not None and amount < 0:
            return f"{label}金额不能是负数"
        if claimed is not None and amount is not None and amount > claimed:
            return f"{label}金额 {amount:,.2f} 元超过申请金额 {claimed:,.2f} 元"
    final = approved if adjusted is None else adjusted
    if paid is not None and (final is None or paid > final):
        return f"赔付金额不能超过核定（复核后）的 {final or 0:,.2f} 元"
    return ""
