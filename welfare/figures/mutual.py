"""Figures of mutual protection: 人 insured, rate, 例 of claims, yuan paid; each with its own unit."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.urls import reverse

from members.models import Member
from union.common.registries import Breakdown, Figure, FigureValue, Period
from union.organisation.choices import Right
from welfare.choices.mutual import ClaimState
from welfare.models import Claim
from welfare.selectors.care import percent
from welfare.selectors.mutual import insured_on

_CHAPTER = "hardship"
_SEES, _HANDLES = Right.VIEW_WELFARE.value, Right.MANAGE_WELFARE.value


def _insured(period: Period) -> Any:
    rows = (
        insured_on(period.last)
        .filter(member__merged_into=None, member__membership_status="active")
        .order_by()
    )
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _insured_url(period: Period, **more: str) -> str:
    query = {"in_force": f"{period.last}", **more}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:enrolment_list')}?{urlencode(query)}"


def people(period: Period) -> int:
    """Different 在册 members insured under any plan on the last day (人)."""
    return int(_insured(period).values("member").distinct().count())


def policies(period: Period) -> int:
    """Enrolments in force on the last day: a person under two plans counts twice (人次)."""
    return int(_insured(period).count())


def rate(period: Period) -> Decimal | None:
    """Insured people of the 在册 members, in percent."""
    rows = Member.objects.unmerged().active()
    members = rows.filter(branch_id=period.branch_id) if period.branch_id else rows
    return percent(people(period), members.count())


def by_plan(period: Period) -> Iterator[FigureValue]:
    """Insured people per plan."""
    rows = _insured(period).values("period__plan__code", "period__plan__name")
    for row in rows.annotate(value=Count("member", distinct=True)).order_by("period__plan__code"):
        code = row["period__plan__code"]
        yield FigureValue(code, row["period__plan__name"], row["value"], _insured_url(period, plan=code))


def _paid(period: Period) -> Any:
    rows = Claim.objects.filter(state=ClaimState.PAID, paid_on__range=(period.first, period.last)).order_by()
    return rows.filter(enrolment__branch_id=period.branch_id) if period.branch_id else rows


def _claims_url(period: Period, **more: str) -> str:
    query = {"state": "paid", "paid_from": f"{period.first}", "paid_to": f"{period.last}", **more}
    if period.branch_id:
        query["branch"] = str(period.branch_id)
    return f"{reverse('welfare:claim_list')}?{urlencode(query)}"


def claims(period: Period) -> int:
    """Claims paid in the period (例): two claims of one person are two."""
    return int(_paid(period).count())


def claimants(period: Period) -> int:
    """Different people to whom something was paid (人)."""
    return int(_paid(period).values("enrolment__member").distinct().count())


def yuan(period: Period) -> Decimal:
    """What the association paid in the period."""
    return _paid(period).aggregate(total=Sum("paid"))["total"] or Decimal(0)


def claims_by_plan(period: Period) -> Iterator[FigureValue]:
    """Claims paid per plan."""
    rows = _paid(period).annotate(
        code=F("enrolment__period__plan__code"), name=F("enrolment__period__plan__name")
    )
    for row in rows.values("code", "name").annotate(value=Count("pk")).order_by("code"):
        yield FigureValue(row["code"], row["name"], row["value"], _claims_url(period, plan=row["code"]))


_ON = "期末当天保障中的参保记录（名单已生效、未退保），只计在册会员"
_WHEN = "按协会赔付日期统计已赔付的理赔"
FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.mutual_people": Figure(
        _CHAPTER, "互助保障参保人数", "人", f"{_ON}；同一人参加几个计划只计一次（明细按参保记录列出）", people,
        _insured_url, right=_SEES, phrase="职工互助保障参保 {value}",
    ),
    "welfare.mutual_policies": Figure(
        _CHAPTER, "互助保障参保人次", "人次", f"{_ON}；每个计划各计一次", policies, _insured_url, right=_SEES
    ),
    "welfare.mutual_rate": Figure(
        _CHAPTER, "互助保障参保率", "%", "期末参保人数占在册会员的比例", rate, _insured_url, right=_SEES,
        phrase="参保率 {value}",
    ),
    "welfare.mutual_by_plan": Breakdown(
        _CHAPTER, "各计划参保人数", "人", f"{_ON}；同一计划中同一人只计一次", by_plan, right=_SEES
    ),
    "welfare.mutual_claims": Figure(
        _CHAPTER, "互助保障理赔", "例", f"{_WHEN}；一人两次理赔计两例", claims, _claims_url, right=_HANDLES,
        phrase="理赔 {value}",
    ),
    "welfare.mutual_claimants": Figure(
        _CHAPTER, "获赔人数", "人", f"{_WHEN}；同一人只计一次（明细按例列出）", claimants, _claims_url, right=_HANDLES
    ),
    "welfare.mutual_paid": Figure(
        _CHAPTER, "互助保障赔付金额", "元", f"{_WHEN}；以协会实际赔付为准", yuan, _claims_url, right=_HANDLES,
        phrase="赔付 {value}",
    ),
    "welfare.mutual_claims_by_plan": Breakdown(
        _CHAPTER, "各计划理赔", "例", _WHEN, claims_by_plan, right=_HANDLES
    ),
}  # fmt: skip
