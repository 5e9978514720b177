"""募捐, 捐款台账 and 捐款使用台账."""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from union.common.searching import search_by
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import voucher_number
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of, open_branches
from union.organisation.choices import Right
from welfare.choices.donations import DriveKind, DriveState, UseState
from welfare.models import Donation, DonationDrive, DonationUse
from welfare.selectors.donations import donations_in_scope

DRIVE_TONES = {
    DriveState.OPEN: "info", DriveState.CLOSED: "warning", DriveState.PUBLISHED: "info",
    DriveState.AUDITED: "success",
}  # fmt: skip
USE_TONES = {
    UseState.PROPOSED: "warning", UseState.APPROVED: "info", UseState.BOOKED: "success",
    UseState.REJECTED: "neutral",
}  # fmt: skip
_YUAN = DecimalField(max_digits=14, decimal_places=2)


def _sum(rows: QuerySet[Any]) -> Any:
    """Sum of ``amount`` per drive, 0 of none."""
    totals = rows.filter(drive=OuterRef("pk")).order_by().values("drive").annotate(total=Sum("amount"))
    return Coalesce(Subquery(totals.values("total")), 0, output_field=_YUAN)


def _drives(_user: Any, period: Period) -> QuerySet[Any]:
    rows = DonationDrive.objects.annotate(
        given=_sum(Donation.objects.all()), used=_sum(DonationUse.objects.filter(state=UseState.BOOKED))
    )
    return rows.filter(starts_on__year=period.year) if period.year else rows


DRIVES = Ledger(
    key="donation_drives",
    title="募捐",
    unit="次",
    right=Right.VIEW_WELFARE,
    rows=_drives,
    default_sort="-starts_on",
    page_url="welfare:drive_list",
    record_url="welfare:drive",
    uses_year=True,
    columns=(
        Column("title", "名称", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 12, choices=DriveKind),
        Column("starts", "开始", "starts_on", Kind.DATE, 12),
        Column("ends", "截止", "ends_on", Kind.DATE, 12),
        Column("given", "捐款（元）", "given", Kind.MONEY, 12, total=True),
        Column("used", "已使用（元）", "used", Kind.MONEY, 12, total=True),
        Column("published", "公示日期", "published_on", Kind.DATE, 12),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=DriveState, tones=DRIVE_TONES),
    ),
    filters=(
        Filter("state", "状态", "state", choices_of(DriveState)),
        Filter("starts", "开始", "starts_on", None),
    ),
    actions=(
        Action("捐款台账", "welfare:donation_list", Right.VIEW_WELFARE, icon="list-checks"),
        Action("新建募捐", "welfare:drive_add", Right.MANAGE_WELFARE, "plus", primary=True),
    ),
    purpose="每一次募捐的名单、收据、入账、公示、使用和经审审查。",
    first_step=Action("新建募捐", "welfare:drive_add", Right.MANAGE_WELFARE, "plus"),
)


def _donations(user: Any, period: Period) -> QuerySet[Any]:
    rows = donations_in_scope(user)
    return rows.filter(given_on__year=period.year) if period.year else rows


def _by_donor(word: str) -> Q:
    """By the name that is shown: a donor who keeps his name back is not found by it."""
    return Q(is_anonymous=False, donor_name__startswith=word)


def _drive_options(_user: Any) -> list[tuple[str, str]]:
    return [(str(pk), title) for pk, title in DonationDrive.objects.values_list("pk", "title")]


DONATIONS = Ledger(
    key="donations",
    title="捐款台账",
    unit="人次",
    right=Right.VIEW_WELFARE,
    rows=_donations,
    default_sort="-given_on",
    search=search_by(_by_donor),
    search_hint="捐款人姓名",
    page_url="welfare:donation_list",
    uses_year=True,
    columns=(
        Column("number", "编号", "pk", Kind.CODE, 8),
        Column("given", "捐款日期", "given_on", Kind.DATE, 12),
        Column("who", "捐款人", "who", Kind.TEXT, 12, leads=True),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("drive", "事由", "drive__title", Kind.TEXT, 22),
        Column("amount", "金额（元）", "amount", Kind.MONEY, 12, total=True),
        Column("deposit", "入账日期", "deposit__on", Kind.DATE, 12),
        Column("remark", "备注", "remark", Kind.TEXT, 16),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", open_branches),
        Filter("drive", "募捐", "drive_id", _drive_options),
        Filter("given", "捐款", "given_on", None),
    ),
    purpose="谁在哪次募捐中捐了多少、何时入账；要求不公开姓名的只显示“匿名”。",
)


def _uses(user: Any, period: Period) -> QuerySet[Any]:
    rows = DonationUse.objects.annotate(voucher=voucher_number("welfare.donation_use"))
    if user is not None and not sees_money(user):
        return rows.none()
    return rows.filter(proposed_on__year=period.year) if period.year else rows


USES = Ledger(
    key="donation_uses",
    title="捐款使用台账",
    unit="例",
    right=Right.VIEW_MONEY,
    rows=_uses,
    default_sort="-proposed_on",
    page_url="welfare:use_list",
    record_url="welfare:use",
    uses_year=True,
    columns=(
        Column("number", "编号", "pk", Kind.CODE, 8, leads=True),
        Column("drive", "募捐", "drive__title", Kind.TEXT, 22),
        Column("purpose", "用途", "purpose", Kind.TEXT, 24),
        Column("amount", "金额（元）", "amount", Kind.MONEY, 12, total=True),
        Column("proposed", "提出日期", "proposed_on", Kind.DATE, 12),
        Column("booked", "支付日期", "booked_on", Kind.DATE, 12),
        Column("voucher", "凭证号", "voucher", Kind.CODE, 10, sort=False),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=UseState, tones=USE_TONES),
    ),
    filters=(
        Filter("drive", "募捐", "drive_id", _drive_options),
        Filter("state", "状态", "state", choices_of(UseState)),
        Filter("booked", "支付", "booked_on", None),
    ),
    purpose="捐款用在了哪里：提出、审批、支付入账；受助人只有经办、审批和审查的人能看到。",
)
LEDGERS = (DRIVES, DONATIONS, USES)
