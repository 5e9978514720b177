"""入账: what a visit cost goes into the cash book, once; and back, if it was a mistake."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError
from union.funds.choices import Purpose
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import Source, expense_lines, post_entry, reverse_entry
from welfare.models import Visit
from welfare.rules.visit_flow import VisitAction
from welfare.services.visits import locked, move

SOURCE = "welfare.visit"
PAID_FROM = (Purpose.CASH, Purpose.BANK)


def purpose_of(visit: Visit) -> Purpose:
    """The expense line of a visit: that of its standard, else 送温暖."""
    return Purpose(visit.standard.purpose) if visit.standard else Purpose.CONDOLENCE


@transaction.atomic
def book_visit(
    visit_id: int,
    *,
    actor: User,
    on: dt.date | None = None,
    paid_from: str = Purpose.BANK,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Book what was given: voucher and state in one transaction. Nothing to pay: closed without a voucher.

    The summary names the number of the visit alone: whoever reads the cash book learns no illness.

    Raises:
        DomainError, NotPermittedError: see `locked` and funds.post_entry (closed month, budget).
    """
    visit, step = locked(visit_id, VisitAction.BOOK, actor, version)
    day = on or today()
    if visit.visited_on is not None and day < visit.visited_on:
        raise DomainError(f"入账日期不能早于慰问日期（{visit.visited_on}）", field="on")
    if visit.amount:
        source = Source(SOURCE, visit.pk)
        post_entry(
            on=day, summary=f"慰问支出（慰问第 {visit.pk} 号）", source=source, actor=actor,
            lines=expense_lines(
                visit.amount, account=account_for(purpose_of(visit), day),
                paid_from=account_for(Purpose(paid_from), day), fund_source=visit.fund_source,
                branch_id=visit.branch_id,
            ),
            key=f"{SOURCE}:{visit.pk}:{entries_of(source).count()}", override_reason=override_reason,
        )  # fmt: skip
    visit.booked_on = day
    return move(visit, step, actor=actor, fields=("booked_on",))


@transaction.atomic
def unbook_visit(
    visit_id: int, *, actor: User, note: str, on: dt.date | None = None, version: int | None = None
) -> Visit:
    """Reverse the voucher in red and open the visit again.

    Raises:
        DomainError: no reason, booked by a list or elsewhere; see `locked` and funds.reverse_entry.
    """
    visit, step = locked(visit_id, VisitAction.UNBOOK, actor, version)
    if visit.is_booked_elsewhere or visit.gift_list_id:
        raise DomainError("这项慰问不是在这里单独入账的，不能单独冲销")
    if not note.strip():
        raise DomainError("冲销入账须说明理由", field="note")
    source = Source(SOURCE, visit.pk)
    entry = entries_of(source).filter(reversed_by=None, reverses=None).last()
    if entry is not None:
        reverse_entry(
            entry, on=on or today(), reason=note, key=f"{SOURCE}:{visit.pk}:red:{entry.pk}", actor=actor
        )
    visit.booked_on = None
    return move(visit, step, actor=actor, note=note, fields=("booked_on",))
