"""预缴: what a member may pay ahead, month by month at the fee that would be due.

A prepayment is 实缴 of coming months, booked when the money comes. When a month is computed, its 应缴 meets
what was paid ahead; a higher fee leaves a rest owed, a lower one (or leaving) is given back by a refund.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from members.choices import DuesKind, DuesRequestKind, DuesRequestState
from members.models import DuesEntry, Member
from members.services.dues_booking import rule_on
from union.common.dates import add_months, first_of_month

MONTHS_AHEAD = 12


def coming_fees(member: Member, today: dt.date) -> list[tuple[dt.date, Decimal]]:
    """[(month, yuan)] still open from this month to twelve months on, at the base and rule known today.

    Months that are computed already stand among those owed and are left out; so are approved waivers and
    what was paid ahead before. Empty for those who do not pay.

    Raises:
        DomainError: a month has no rule.
    """
    first = first_of_month(today)
    months = [add_months(first, number) for number in range(MONTHS_AHEAD + 1)]
    lines = DuesEntry.objects.filter(member=member, month__in=months).order_by()
    computed = set(lines.filter(kind=DuesKind.DUE).values_list("month", flat=True))
    paid = dict(lines.filter(kind=DuesKind.PAID).values_list("month").annotate(total=Sum("amount")))
    found = []
    for month in months:
        fee = _fee(member, month) - paid.get(month, Decimal(0)) if month not in computed else Decimal(0)
        if fee > 0 and not _waived(member, month):
            found.append((month, fee.quantize(Decimal("0.01"))))
    return found


def prepaid_through(member: Member, today: dt.date) -> dt.date | None:
    """The last month for which something is paid ahead, or None."""
    rows = DuesEntry.objects.filter(member=member, kind=DuesKind.PAID, month__gt=first_of_month(today))
    sums = rows.order_by().values_list("month").annotate(total=Sum("amount"))
    return max((month for month, total in sums if total > 0), default=None)


def _fee(member: Member, month: dt.date) -> Decimal:
    rule = rule_on(month)
    base = member.dues_bases.filter(effective_month__lte=month).order_by("-effective_month").first()
    paying = member.membership_status in rule.paying
    return rule.fee(base.amount) if base is not None and paying else Decimal(0)


def _waived(member: Member, month: dt.date) -> bool:
    approved = member.dues_requests.filter(kind=DuesRequestKind.WAIVER, state=DuesRequestState.APPROVED)
    return bool(approved.filter(first_month__lte=month, last_month__gte=month).exists())
