"""Acts of booking: lines of dues accounts and, in the same transaction, one voucher by branch.

Whatever comes in or goes back passes through `closing_books`: the sum of the PAID lines of a booking is what
stands in the cash book for it, never a person's name. So both agree at all times.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from members.choices import DuesBookingKind, DuesKind, DuesMethod, DuesMonthState
from members.models import DuesBooking, DuesEntry, DuesMonth, Member
from members.rules.dues import RULE_KIND, DuesRule, check_month, last_day, rule_from
from union.accounts.models import User
from union.common.dates import first_of_month, today
from union.common.errors import DomainError
from union.common.models import RuleSet
from union.funds.choices import FundSource, Purpose
from union.funds.selectors import account_for
from union.funds.services.posting import Line, Source, post_entry

SOURCE_KIND = "dues.booking"
_ZERO = Decimal("0.00")


def rule_on(month: dt.date) -> DuesRule:
    """The rule in force on the first day of ``month``.

    Raises:
        DomainError: no rule is in force then, or its values make no sense.
    """
    row = RuleSet.objects.filter(kind=RULE_KIND).valid_on(month).order_by("-valid_from").first()
    if row is None:
        raise DomainError(f"{month:%Y-%m} 没有生效的会费规则，请在“设置—规则”中发布")
    return rule_from(row.values)


def open_month(month: dt.date) -> DuesMonth:
    """The month, locked to the end of the transaction and made if it is new.

    Raises:
        DomainError: it cannot be meant, or it is closed.
    """
    check_month(month, today())
    DuesMonth.objects.get_or_create(month=month)
    row = DuesMonth.objects.select_for_update(of=("self",)).get(month=month)
    if row.state == DuesMonthState.CLOSED:
        raise DomainError(
            f"{month:%Y年%-m月}会费已结账，不能再改动；更正请在以后的月份以冲销方式办理", field="month"
        )
    return row


def open_current_month() -> DuesMonth:
    """The month of today, locked: where money that comes in today belongs."""
    return open_month(first_of_month(today()))


@contextmanager
def closing_books(
    kind: DuesBookingKind,
    month: DuesMonth,
    *,
    summary: str,
    actor: User | None,
    method: DuesMethod = DuesMethod.NONE,
) -> Iterator[DuesBooking]:
    """Begin a booking in ``month``; at the end its PAID lines go to the cash book as one voucher by branch.

    A booking without lines is taken away again: repeating what is done books nothing. Call inside the
    service's transaction, with ``month`` from `open_month`.

    Raises:
        DomainError: the cash book refuses (its month is closed).
    """
    booking = DuesBooking.objects.create(
        kind=kind, booked_in=month.month, on=min(last_day(month.month), today()), method=method,
        summary=summary, actor=actor,
    )  # fmt: skip
    with transaction.atomic():
        yield booking
        if not booking.entries.exists():
            booking.delete()
        else:
            _post(booking)


def add_lines(
    booking: DuesBooking,
    kind: DuesKind,
    parts: Iterable[tuple[Member, dt.date, Decimal]],
    method: DuesMethod = DuesMethod.NONE,
) -> None:
    """Add lines (member, month, yuan) to a booking; units are the member's present ones."""
    DuesEntry.objects.bulk_create(
        [
            DuesEntry(
                booking=booking, booked_in=booking.booked_in, member=member, kind=kind, method=method,
                month=month, amount=amount, branch_id=member.branch_id, group_id=member.group_id,
            )
            for member, month, amount in parts
            if amount
        ],
        batch_size=1000,
    )  # fmt: skip


def take_back_lines(
    booking: DuesBooking, lines: Iterable[DuesEntry], method: DuesMethod | None = None
) -> None:
    """Reverse whole lines; the reversal lies in the same unit, under ``method`` if given."""
    DuesEntry.objects.bulk_create(
        [
            DuesEntry(
                booking=booking, booked_in=booking.booked_in, member_id=line.member_id, kind=line.kind,
                method=line.method if method is None or not line.method else method, month=line.month,
                amount=-line.amount, branch_id=line.branch_id, group_id=line.group_id, reverses=line,
            )
            for line in lines
        ],
        batch_size=1000,
    )  # fmt: skip


def _post(booking: DuesBooking) -> None:
    """One voucher for the booking: the sum of each branch; nothing where nothing was paid."""
    paid = booking.entries.filter(kind=DuesKind.PAID).order_by()
    found = paid.values("branch_id").annotate(total=Sum("amount")).values_list("branch_id", "total")
    rounded = ((branch, amount.quantize(_ZERO)) for branch, amount in found)
    sums: dict[int | None, Decimal] = {branch: amount for branch, amount in rounded if amount}
    booking.posted = sum(sums.values(), _ZERO)
    booking.save(update_fields=["posted"])
    if sums:
        post_entry(
            on=booking.on, summary=booking.summary, lines=_lines(booking, sums), actor=booking.actor,
            key=f"{SOURCE_KIND}:{booking.pk}", source=Source(SOURCE_KIND, booking.pk),
        )  # fmt: skip


def _lines(booking: DuesBooking, sums: dict[int | None, Decimal]) -> list[Line]:
    """Money in: debit cash or bank, credit 会费收入 by branch; money back: the other way round."""
    cash = booking.method == DuesMethod.CASH
    money = account_for(Purpose.CASH if cash else Purpose.BANK, booking.on)
    income = account_for(Purpose.DUES, booking.on)
    ordered = sorted(sums.items(), key=lambda pair: (pair[0] is None, pair[0]))
    into = sum((amount for amount in sums.values() if amount > 0), _ZERO)
    back = -sum((amount for amount in sums.values() if amount < 0), _ZERO)
    lines = [Line(money, debit=into)] if into else []
    lines += [
        Line(income, credit=amount, fund_source=FundSource.DUES, branch_id=branch)
        if amount > 0
        else Line(income, debit=-amount, fund_source=FundSource.DUES, branch_id=branch)
        for branch, amount in ordered
    ]
    return [*lines, Line(money, credit=back)] if back else lines
