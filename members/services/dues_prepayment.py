"""预缴: what a member may pay ahead, month by month at the fee that would be due.

A prepayment is 实缴 of coming months, booked when the money comes. When a month is computed, its 应缴 meets
what was paid ahead; a higher fee leaves a rest owed, a lower one (or leaving) is given back by a refund.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from members.choices import DuesKind, DuesRequestKind, DuesRequestState
from members.models import DuesBase, DuesBooking, DuesCollection, DuesEntry, DuesRequest, Member
from members.selectors.dues import balances_of
from members.services.dues_booking import rule_on
from union.common.dates import add_months, first_of_month

MONTHS_AHEAD = 12
ZERO = Decimal("0.00")
Fees = list[tuple[dt.date, Decimal]]


@dataclass(frozen=True, slots=True)
class Payable:
    """What can be taken from a member today: owed (yuan), and the coming months he may pay ahead."""

    member: Member
    owed: Decimal
    coming: Fees

    @property
    def at_most(self) -> Decimal:
        """Owed and all coming months together, yuan."""
        return self.owed + sum((fee for _month, fee in self.coming), ZERO)


def payables(members: Iterable[Member], today: dt.date, *, ahead: bool) -> list[Payable]:
    """Of ``members``, in their order, those who owe something; with ``ahead`` also those who may prepay."""
    rows = {member.pk: member for member in members}
    owed = {
        pk: max(sum((part for _month, part in months), ZERO), ZERO)
        for pk, months in balances_of(list(rows), today).items()
    }
    coming = coming_fees_of(list(rows.values()), today) if ahead else {}
    found = [Payable(member, owed[pk], coming.get(pk, [])) for pk, member in rows.items()]
    return [each for each in found if each.at_most > 0]


def coming_fees(member: Member, today: dt.date) -> Fees:
    """The coming months of one member, see `coming_fees_of`."""
    return coming_fees_of([member], today)[member.pk]


def coming_fees_of(members: Collection[Member], today: dt.date) -> dict[int, Fees]:
    """Member → [(month, yuan)] open from this month to twelve months on, at the base and rule known today.

    Months that are computed already stand among those owed and are left out; so are approved waivers and
    what was paid ahead before. Empty for those who do not pay. As many queries for a group as for one.

    Raises:
        DomainError: a month has no rule.
    """
    months = [add_months(first_of_month(today), number) for number in range(MONTHS_AHEAD + 1)]
    rules = {month: rule_on(month) for month in months}
    ids = [member.pk for member in members]
    lines = DuesEntry.objects.filter(member__in=ids, month__in=months).order_by()
    computed = set(lines.filter(kind=DuesKind.DUE).values_list("member_id", "month"))
    paid = {
        (pk, month): total
        for pk, month, total in lines.filter(kind=DuesKind.PAID)
        .values_list("member_id", "month").annotate(total=Sum("amount"))
    }  # fmt: skip
    bases, waived = _bases(ids, months[-1]), _waived(ids, months)
    found: dict[int, Fees] = {pk: [] for pk in ids}
    for member in members:
        for month in months:
            base = next((amount for since, amount in bases[member.pk] if since <= month), None)
            rule, place = rules[month], (member.pk, month)
            if base is None or member.membership_status not in rule.paying or place in computed | waived:
                continue
            fee = rule.fee(base) - paid.get(place, ZERO)
            if fee > 0:
                found[member.pk].append((month, fee.quantize(ZERO)))
    return found


def _bases(ids: list[int], until: dt.date) -> dict[int, list[tuple[dt.date, Decimal]]]:
    """Member → [(month from which it holds, yuan)], the newest first."""
    found = defaultdict(list)
    rows = DuesBase.objects.filter(member__in=ids, effective_month__lte=until).order_by("-effective_month")
    for pk, since, amount in rows.values_list("member_id", "effective_month", "amount"):
        found[pk].append((since, amount))
    return found


def _waived(ids: list[int], months: list[dt.date]) -> set[tuple[int, dt.date]]:
    """(member, month) of approved waivers."""
    rows = DuesRequest.objects.filter(
        member__in=ids, kind=DuesRequestKind.WAIVER, state=DuesRequestState.APPROVED,
        last_month__gte=months[0],
    )  # fmt: skip
    return {
        (pk, month)
        for pk, first, last in rows.values_list("member_id", "first_month", "last_month")
        for month in months
        if first <= month <= last
    }


def prepaid_through(member: Member, today: dt.date) -> dt.date | None:
    """The last month for which something is paid ahead, or None."""
    rows = DuesEntry.objects.filter(member=member, kind=DuesKind.PAID, month__gt=first_of_month(today))
    sums = rows.order_by().values_list("month").annotate(total=Sum("amount"))
    return max((month for month, total in sums if total > 0), default=None)


def prepaid_in(booking: DuesBooking) -> dict[int, Decimal]:
    """Member → yuan that a payment put on months after the one it was booked in."""
    rows = DuesEntry.objects.filter(booking=booking, kind=DuesKind.PAID, month__gt=booking.booked_in)
    return dict(rows.order_by().values_list("member_id").annotate(total=Sum("amount")))


def ahead_on(sheet: DuesCollection, today: dt.date) -> dict[int, Decimal]:
    """Member → yuan of the sheet that is paid ahead: as booked, before that as it would be booked today."""
    if sheet.booking is not None:
        return prepaid_in(sheet.booking)
    if not sheet.prepays:
        return {}
    amounts = dict(sheet.lines.values_list("member_id", "amount"))
    owed = balances_of(list(amounts), today)
    rests = {pk: amount - sum((part for _m, part in owed[pk]), ZERO) for pk, amount in amounts.items()}
    return {pk: rest for pk, rest in rests.items() if rest > 0}
