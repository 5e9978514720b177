"""Reads of donations. A donor who keeps his name back is named to those who manage alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When

from union.accounts.models import User
from union.common.registries import entry_sources
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import booked_exists, voucher_number
from union.organisation.choices import Right
from welfare.choices.donations import UseState
from welfare.models import Donation, DonationDeposit, DonationDrive, DonationUse
from welfare.permissions import care as may
from welfare.rules.donations import balance
from welfare.selectors.care import in_scope

ANONYMOUS = "匿名"
WHO = Case(When(is_anonymous=True, then=Value(ANONYMOUS)), default=F("donor_name"), output_field=CharField())


def sees_drives(user: User) -> bool:
    """Drives are open to those who see services, and to those who look after the money."""
    return may.views(user) or sees_money(user)


def sees_uses(user: User) -> bool:
    """Who was helped with the money: those who propose, decide or audit."""
    return may.manages(user) or may.approves(user) or user.access.can(Right.AUDIT_MONEY)


def donations_in_scope(user: User | None) -> QuerySet[Donation]:
    """Donations of members in the scope, ``who`` without the names that are kept back."""
    return in_scope(Donation.objects.annotate(who=WHO), user, Right.VIEW_WELFARE)


def money_of(drive: DonationDrive) -> dict[str, Any]:
    """People, donations and yuan given, in the cash book, used, promised (reserved), left.

    A deposit that was reversed has no donations any more.
    """
    booked = Sum("amount", filter=Q(deposit__isnull=False))
    found = drive.donations.aggregate(count=Count("pk"), total=Sum("amount"), booked=booked)
    given, deposited = found["total"] or Decimal(0), found["booked"] or Decimal(0)
    open_uses = drive.uses.exclude(state=UseState.REJECTED)
    uses = open_uses.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    paid = drive.uses.filter(state=UseState.BOOKED).aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return {
        "count": found["count"], "given": given, "deposited": deposited,
        "waiting": given - deposited, "paid": paid,
        "reserved": uses - paid, "left": balance(deposited, uses),
    }  # fmt: skip


def deposits_of(drive: DonationDrive) -> QuerySet[DonationDeposit]:
    """Deposits with their voucher; one without ``is_booked`` was reversed."""
    kind = "welfare.deposit"
    return drive.deposits.annotate(voucher=voucher_number(kind), is_booked=booked_exists(kind))


def branch_totals(drive: DonationDrive) -> list[dict[str, Any]]:
    """Donations and yuan per branch."""
    rows = drive.donations.order_by().values("branch_id", "branch__name")
    found = rows.annotate(count=Count("pk"), amount=Sum("amount"))
    return [dict(row) for row in found.order_by("branch__position", "branch__name")]


def case_of(use: DonationUse, user: User) -> tuple[str, str] | None:
    """Label and address of the aided case, if the user may see it."""
    source = entry_sources.get(use.case_kind) if use.case_kind else None
    if source is None or use.case_pk is None:
        return None
    found = source.find(user, use.case_pk)
    return (f"{source.label} {use.case_pk}", source.url(found)) if found is not None else None


def case_kinds() -> list[tuple[str, str]]:
    """Kinds of cases a use can be linked to: what welfare books itself."""
    mine = ("welfare.deposit", "welfare.donation_use", "welfare.care_payment")
    return [
        (key, source.label)
        for key, source in entry_sources.items()
        if key.startswith("welfare.") and key not in mine
    ]
