"""How dues follow a member who is merged into another. Lines are append-only: they move by reversal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F

from members.choices import DuesBookingKind, DuesDecision, DuesKind
from members.models import (
    DuesAuthorisation,
    DuesBooking,
    DuesCollectionLine,
    DuesDifference,
    DuesEntry,
    DuesPayrollRow,
    DuesReceipt,
    DuesRequest,
    Member,
    UnpaidCase,
)
from members.rules.dues_records import OPEN_CASES
from members.services.dues_booking import closing_books, open_current_month
from union.common.registries import MergeHandler


def _move_all(model: type[Any], field: str = "member") -> Callable[[Member, Member, Any], int]:
    def move(kept: Member, removed: Member, _actor: Any) -> int:
        return int(model._default_manager.filter(**{field: removed}).update(**{field: kept}))

    return move


def _move_entries(kept: Member, removed: Member, actor: Any) -> int:
    """Every line that stands is taken back and written for ``kept`` in its own unit: branch sums stay equal.

    What is due of both in a month counts once: the second is taken back and not written again.
    """
    lines = list(DuesEntry.objects.filter(member=removed, reverses=None, reversed_by=None))
    if not lines:
        return 0
    owed = set(
        DuesEntry.objects.filter(member=kept, kind=DuesKind.DUE, reverses=None, reversed_by=None)
        .values_list("month", flat=True)
    )  # fmt: skip
    with closing_books(
        DuesBookingKind.MERGE, open_current_month(), summary="合并会员档案：会费随并入", actor=actor
    ) as booking:
        DuesEntry.objects.bulk_create(
            copy
            for line in lines
            for copy in _moved(line, booking, kept, write=line.kind != DuesKind.DUE or line.month not in owed)
        )
    return len(lines)


def _moved(line: DuesEntry, booking: DuesBooking, kept: Member, *, write: bool) -> list[DuesEntry]:
    def copy(**values: Any) -> DuesEntry:
        same = {name: getattr(line, name) for name in ("kind", "method", "month", "branch_id", "group_id")}
        return DuesEntry(booking=booking, booked_in=booking.booked_in, **same, **values)

    taken_back = copy(member_id=line.member_id, amount=-line.amount, reverses=line)
    return [taken_back, copy(member=kept, amount=line.amount)] if write else [taken_back]


def _move_differences(kept: Member, removed: Member, _actor: Any) -> int:
    """A month in which both differ keeps the row of ``kept``."""
    months = kept.dues_differences.values_list("month", flat=True)
    removed.dues_differences.filter(month__in=list(months)).delete()
    return DuesDifference.objects.filter(member=removed).update(member=kept)


def _refuse_differences(kept: Member, removed: Member) -> str:
    """Corrections on the way would be lost with the row."""
    waiting = (
        DuesDifference.objects.filter(booking=None).exclude(effect=0).exclude(decision=DuesDecision.ASSIGN)
    )
    mine = set(waiting.filter(member=kept).values_list("month", flat=True))
    other = set(removed.dues_differences.values_list("month", flat=True))
    both = set(waiting.filter(member=removed).values_list("month", flat=True)) & set(
        kept.dues_differences.values_list("month", flat=True)
    )
    return "两份档案在同一个月都有会费差异，更正还没有入账，请先核算下一个月" if both or mine & other else ""


def _move_lines(kept: Member, removed: Member, _actor: Any) -> int:
    """On one sheet both become one line."""
    moved = 0
    for line in DuesCollectionLine.objects.filter(member=removed):
        same = DuesCollectionLine.objects.filter(collection=line.collection_id, member=kept)
        if same.update(amount=F("amount") + line.amount):
            line.delete()
        else:
            DuesCollectionLine.objects.filter(pk=line.pk).update(member=kept)
        moved += 1
    return moved


def _refuse_open(model: type[Any], states: tuple[str, ...], text: str) -> Callable[[Member, Member], str]:
    def refuse(kept: Member, removed: Member) -> str:
        rows = model._default_manager.filter(state__in=states)
        both = rows.filter(member=kept).exists() and rows.filter(member=removed).exists()
        return text if both else ""

    return refuse


HANDLERS: dict[str, MergeHandler] = {
    "members.DuesEntry.member": MergeHandler("会费明细", _move_entries),
    "members.DuesPayrollRow.member": MergeHandler("会费代扣明细", _move_all(DuesPayrollRow)),
    "members.DuesDifference.member": MergeHandler("会费差异", _move_differences, _refuse_differences),
    "members.DuesDifference.assigned_to": MergeHandler("会费差异", _move_all(DuesDifference, "assigned_to")),
    "members.DuesCollectionLine.member": MergeHandler("会费收缴明细", _move_lines),
    "members.DuesReceipt.member": MergeHandler("会费收据", _move_all(DuesReceipt)),
    "members.DuesRequest.member": MergeHandler("会费减免与退费", _move_all(DuesRequest)),
    "members.DuesAuthorisation.member": MergeHandler(
        "会费代扣授权", _move_all(DuesAuthorisation),
        _refuse_open(
            DuesAuthorisation, ("signed", "seen", "approved"), "两份档案都有代扣授权，请先终止其中一项"
        ),
    ),
    "members.UnpaidCase.member": MergeHandler(
        "连续未缴个案", _move_all(UnpaidCase),
        _refuse_open(UnpaidCase, tuple(OPEN_CASES), "两份档案都有在办的连续未缴个案，请先办结其中一件"),
    ),
}  # fmt: skip
