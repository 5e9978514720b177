"""Differences between the payroll file and the registry: found, decided, and put right in a later month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from members.choices import (
    DuesBookingKind,
    DuesDecision,
    DuesDifferenceKind,
    DuesKind,
    DuesMethod,
    DuesMonthState,
    PayrollRowState,
)
from members.models import DuesDifference, DuesEntry, DuesMonth, DuesPayroll, DuesPayrollRow, Member
from members.rules.dues_payroll import check_decision, difference_of, effect_of
from members.services.dues_booking import add_lines, closing_books, take_back_lines
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import first_of_month, today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right

_ZERO = Decimal("0.00")
_Amounts = tuple[Decimal, Decimal, Decimal]  # expected, stated, paid


def find_differences(payroll: DuesPayroll) -> int:
    """Write the differences of a month anew from its current file; return how many wait for a decision.

    A difference that is the same as before keeps its decision. One whose correction is booked stays as it
    is, whatever the registry says now.
    """
    before = list(DuesDifference.objects.filter(month=payroll.month))
    kept = {_identity(row): row for row in before}
    settled = {_who(row) for row in before if row.booking_id is not None}
    found = {_identity(row): row for row in _differences(payroll) if _who(row) not in settled}
    for identity, row in found.items():
        same = kept.get(identity)
        if same is not None:
            row.decision, row.note, row.effect = same.decision, same.note, same.effect
            row.assigned_to, row.decided_by, row.decided_at = (
                same.assigned_to, same.decided_by, same.decided_at,
            )  # fmt: skip
    DuesDifference.objects.filter(month=payroll.month, booking=None).delete()
    DuesDifference.objects.bulk_create(found.values(), batch_size=1000)
    return sum(not row.decision for row in found.values())


def _identity(row: DuesDifference) -> tuple[Any, ...]:
    return row.kind, row.member_id, row.label, row.expected, row.stated, row.paid


def _who(row: DuesDifference) -> tuple[Any, ...]:
    return row.member_id, row.label


def _differences(payroll: DuesPayroll) -> Iterator[DuesDifference]:
    rows = list(payroll.file_rows.all())
    for row in rows:
        if row.state == PayrollRowState.UNMATCHED:
            label = f"第 {row.number} 行 {row.staff_no} {row.name} {row.department}"
            amounts = (_ZERO, row.due, row.paid)
            yield _difference(payroll.month, DuesDifferenceKind.UNMATCHED, amounts, row=row, label=label)
    expected = expected_of(payroll.month)
    listed = _by_member(rows)
    for member_id, (stated, paid, row) in listed.items():
        amounts = (expected.get(member_id, _ZERO), stated, paid)
        kind = difference_of(*amounts)
        if kind is not None:
            yield _difference(payroll.month, kind, amounts, row=row, member_id=member_id)
    for member_id, amount in expected.items():
        if member_id not in listed and amount > 0:
            missing = (amount, _ZERO, _ZERO)
            yield _difference(payroll.month, DuesDifferenceKind.MISSING, missing, member_id=member_id)


def _difference(month: dt.date, kind: DuesDifferenceKind, amounts: _Amounts, **values: Any) -> DuesDifference:
    expected, stated, paid = amounts
    return DuesDifference(
        month=month, kind=kind, expected=expected.quantize(_ZERO), stated=stated.quantize(_ZERO),
        paid=paid.quantize(_ZERO), **values,
    )  # fmt: skip


def _by_member(rows: Iterable[DuesPayrollRow]) -> dict[int, tuple[Decimal, Decimal, DuesPayrollRow]]:
    """Sums per member: somebody may stand in a file twice."""
    found: dict[int, tuple[Decimal, Decimal, DuesPayrollRow]] = {}
    for row in rows:
        if row.member_id is not None:
            stated, paid, first = found.get(row.member_id, (_ZERO, _ZERO, row))
            found[row.member_id] = (stated + row.due, paid + row.paid, first)
    return found


def expected_of(month: dt.date) -> dict[int, Decimal]:
    """What is booked as due for ``month`` by member; one query."""
    rows = DuesEntry.objects.filter(month=month, kind=DuesKind.DUE).order_by()
    return dict(rows.values("member_id").annotate(total=Sum("amount")).values_list("member_id", "total"))


@transaction.atomic
def decide_difference(
    difference: DuesDifference,
    decision: DuesDecision,
    *,
    note: str,
    actor: User,
    assigned_to: Member | None = None,
) -> DuesDifference:
    """Decide what is done; may be decided anew until its correction is booked or the month is closed.

    What the decision brings is booked in the next month that is computed; see `book_corrections`.

    Raises:
        NotPermittedError: no right, or it is the actor's own.
        DomainError: see rules.dues_payroll.check_decision; the month is closed; the correction is booked.
    """
    if not actor.access.scope(Right.CLOSE_DUES).everything:
        raise NotPermittedError("您没有处理会费差异的权限")
    row = _locked_open(difference.pk)
    for person in (row.member, assigned_to):
        if person is not None and person.user_id == actor.pk:
            raise NotPermittedError("不能处理本人的会费差异，请由其他人办理")
    check_decision(DuesDifferenceKind(row.kind), decision, note=note, assigned=assigned_to is not None)
    before = row.get_decision_display() if row.decision else ""
    row.decision, row.note, row.assigned_to = decision, note.strip(), assigned_to
    row.effect = effect_of(decision, expected=row.expected, paid=row.paid)
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"decision": [before, decision.label]})
    return row


@transaction.atomic
def decide_many(month: dt.date, pks: Iterable[int], decision: DuesDecision, *, note: str, actor: User) -> int:
    """Decide several undecided differences alike; return how many. The actor's own are passed over.

    Raises:
        NotPermittedError, DomainError: see `decide_difference`; then none is decided.
    """
    waiting = DuesDifference.objects.filter(month=month, pk__in=list(pks), decision="")
    waiting = waiting.exclude(member__user_id=actor.pk)
    for row in waiting:
        decide_difference(row, decision, note=note, actor=actor)
    return len(waiting)


def _locked_open(pk: int) -> DuesDifference:
    row = DuesDifference.objects.select_for_update(of=("self",)).select_related("member").get(pk=pk)
    if DuesMonth.objects.filter(month=row.month, state=DuesMonthState.CLOSED).exists():
        raise DomainError(f"{row.month:%Y年%-m月}已结账，差异的处理不能再改动")
    if row.booking_id is not None:
        raise DomainError("这项差异的更正已经入账，不能再改动")
    return row


def book_corrections(month: DuesMonth, *, actor: User | None) -> int:
    """Book in ``month`` what was decided about earlier months; return how many. ``month`` is locked, open.

    Surplus goes back by reversing the line (or the part of it that was too much); an unmatched row that was
    given to a member comes in for the month it was deducted in.
    """
    if month.month > first_of_month(today()):
        return 0
    waiting = DuesDifference.objects.select_for_update(of=("self",)).filter(
        month__lt=month.month, booking=None
    )
    rows = list(waiting.exclude(effect=0).select_related("member", "assigned_to"))
    if not rows:
        return 0
    with closing_books(
        DuesBookingKind.CORRECTION, month, actor=actor, method=DuesMethod.CORRECTION,
        summary=f"{month.month:%Y年%-m月}更正以前月份会费差异",
    ) as booking:  # fmt: skip
        whole = [line for row in rows if (line := _line_to_reverse(row)) is not None]
        take_back_lines(booking, whole, DuesMethod.CORRECTION)
        reversed_for = {(line.member_id, line.month) for line in whole}
        parts = [
            (person, row.month, row.effect)
            for row in rows
            if (person := row.assigned_to or row.member) is not None
            and (row.effect > 0 or (person.pk, row.month) not in reversed_for)
        ]
        add_lines(booking, DuesKind.PAID, parts, DuesMethod.CORRECTION)
    DuesDifference.objects.filter(pk__in=[row.pk for row in rows]).update(booking=booking)
    return len(rows)


def _line_to_reverse(row: DuesDifference) -> DuesEntry | None:
    """The payroll line that is wholly too much, if the correction takes exactly it back."""
    if row.effect >= 0 or row.member_id is None:
        return None
    lines = DuesEntry.objects.filter(
        member_id=row.member_id, month=row.month, method=DuesMethod.PAYROLL, amount=-row.effect,
        reverses=None, reversed_by=None,
    )  # fmt: skip
    return lines.first()
