"""Figures of donations: 次 of drives, 人次 of donations, yuan given and used, 例 of uses."""
# ruff: noqa: E501 - the table at the end

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse

from union.common.registries import Breakdown, Figure, Period
from union.organisation.choices import Right
from welfare.choices.donations import UseState
from welfare.models import Donation, DonationDrive, DonationUse

_SEES = Right.VIEW_WELFARE.value


def _url(name: str, key: str, period: Period, **more: str) -> str:
    query = {f"{key}_from": f"{period.first}", f"{key}_to": f"{period.last}", **more}
    return f"{reverse(f'welfare:{name}')}?{urlencode(query)}"


def drives(period: Period) -> int:
    """Drives that began in the period (次)."""
    return DonationDrive.objects.filter(starts_on__range=(period.first, period.last)).count()


def _given(period: Period) -> Any:
    rows = Donation.objects.filter(given_on__range=(period.first, period.last)).order_by()
    return rows.filter(branch_id=period.branch_id) if period.branch_id else rows


def _given_url(period: Period) -> str:
    more = {"branch": str(period.branch_id)} if period.branch_id else {}
    return _url("donation_list", "given", period, **more)


def times(period: Period) -> int:
    """Donations: who gave twice counts twice (人次)."""
    return int(_given(period).count())


def yuan(period: Period) -> Decimal:
    """Yuan given in the period."""
    return _given(period).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _used(period: Period) -> Any:
    return DonationUse.objects.filter(state=UseState.BOOKED, booked_on__range=(period.first, period.last))


def used(period: Period) -> Decimal:
    """Yuan paid out of donations; the whole hospital, whatever branch is asked."""
    return _used(period).aggregate(total=Sum("amount"))["total"] or Decimal(0)


def cases(period: Period) -> int:
    """Payments out of donations (例)."""
    return int(_used(period).count())


FIGURES: dict[str, Figure | Breakdown] = {
    "welfare.donation_drives": Figure(
        "hardship", "募捐活动", "次", "按募捐开始日期统计", drives,
        lambda period: _url("drive_list", "starts", period), right=_SEES, phrase="开展募捐 {value}",
    ),
    "welfare.donation_times": Figure(
        "hardship", "捐款人次", "人次", "按捐款日期统计，同一人捐两次计两次", times, _given_url, right=_SEES
    ),
    "welfare.donation_yuan": Figure(
        "hardship", "捐款金额", "元", "按捐款日期统计", yuan, _given_url, right=_SEES, phrase="募集善款 {value}"
    ),
    "welfare.donation_used": Figure(
        "hardship", "捐款使用金额", "元", "按支付日期统计已支付入账的使用；不分支会", used,
        lambda period: _url("use_list", "booked", period, state="booked"), right=Right.VIEW_MONEY.value,
    ),
    "welfare.donation_cases": Figure(
        "hardship", "捐款救助", "例", "按支付日期统计已支付入账的使用；不分支会", cases,
        lambda period: _url("use_list", "booked", period, state="booked"), right=Right.VIEW_MONEY.value,
    ),
}  # fmt: skip
