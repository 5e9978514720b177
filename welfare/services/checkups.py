"""Check-ups: rounds, lists, half days, appointments, attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from welfare.choices.checkups import RoundState
from welfare.models import CheckupEntry, CheckupRound, CheckupSlot
from welfare.permissions import care as may
from welfare.selectors.audience import members_of

_LONGEST = 200


@transaction.atomic
def open_round(values: Mapping[str, Any], *, actor: User) -> CheckupRound:
    """Begin a round.

    Raises:
        NotPermittedError: no right.
        DomainError: days out of order, or the same round exists.
    """
    _require(actor)
    if values["ends_on"] < values["starts_on"]:
        raise DomainError("结束日期早于开始日期", field="ends_on")
    if values["book_until"] > values["ends_on"]:
        raise DomainError("预约截止日期晚于结束日期", field="book_until")
    if CheckupRound.objects.filter(title=values["title"], starts_on=values["starts_on"]).exists():
        raise DomainError("已有同名、同一开始日期的体检批次", field="title")
    row = CheckupRound.objects.create(**values, created_by=actor)
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


def _require(actor: User) -> None:
    if not may.manages(actor):
        raise NotPermittedError("只有工会专干可以组织体检")


def _locked(round_id: int) -> CheckupRound:
    """Lock a round that is going on.

    Raises:
        DomainError: it is over.
    """
    row = CheckupRound.objects.select_for_update().get(pk=round_id)
    if row.state != RoundState.OPEN:
        raise DomainError("这一批体检已结束")
    return row


@transaction.atomic
def fill_round(round_id: int, audience: Mapping[str, Any], *, actor: User) -> int:
    """List everybody whom ``audience`` names and who is not yet on it; return how many. Set-based."""
    _require(actor)
    row = _locked(round_id)
    wanted = members_of(audience).exclude(pk__in=row.entries.values("member_id"))
    entries = [
        CheckupEntry(round=row, member_id=pk, branch_id=branch)
        for pk, branch in wanted.values_list("pk", "branch_id")
    ]
    CheckupEntry.objects.bulk_create(entries, batch_size=1000)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"added": [0, len(entries)]})
    return len(entries)


@transaction.atomic
def add_slots(
    round_id: int, *, first: dt.date, last: dt.date, parts: Iterable[str], capacity: int, actor: User,
    weekends: bool = False,
) -> int:  # fmt: skip
    """Offer half days from ``first`` to ``last``; those there already keep their places. Returns how many.

    Raises:
        DomainError: outside the round, or nothing offered.
    """
    _require(actor)
    row = _locked(round_id)
    if not row.starts_on <= first <= last <= row.ends_on:
        raise DomainError(f"时段应在体检期间内（{row.starts_on} 至 {row.ends_on}）", field="first")
    days = [first + dt.timedelta(days=n) for n in range(min((last - first).days + 1, _LONGEST))]
    known = set(row.slots.values_list("on", "part"))
    fresh = [
        CheckupSlot(round=row, on=day, part=part, capacity=capacity)
        for day in days for part in parts
        if (weekends or day.isoweekday() < 6) and (day, part) not in known  # noqa: PLR2004 - Saturday
    ]  # fmt: skip
    if not fresh:
        raise DomainError("没有新的时段：所选日期都是周末，或已经设置过", field="first")
    CheckupSlot.objects.bulk_create(fresh)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"slots": [0, len(fresh)]})
    return len(fresh)


@transaction.atomic
def book(entry_id: int, slot_id: int | None, *, actor: User) -> CheckupEntry:
    """Give a person a half day, another one, or none (None); himself until the last day, else the office.

    The half day is locked while its places are counted: never more than there are.

    Raises:
        NotPermittedError: somebody else's appointment.
        DomainError: over, too late, came already, or full.
    """
    entry = (
        CheckupEntry.objects.select_for_update(of=("self",))
        .select_related("member", "round")
        .get(pk=entry_id)
    )
    if not (may.manages(actor) or may.is_own(actor, entry.member)):
        raise NotPermittedError("只能预约本人的体检")
    if entry.round.state != RoundState.OPEN or entry.attended_on is not None:
        raise DomainError("这次体检已结束或已登记，不能再改预约")
    if not may.manages(actor) and entry.round.book_until < today():
        raise DomainError(f"预约已于 {entry.round.book_until} 截止，请与工会办公室联系")
    slot = None
    if slot_id is not None:
        slot = CheckupSlot.objects.select_for_update().filter(pk=slot_id, round=entry.round).first()
        if slot is None or slot.on < today():
            raise DomainError("请选择今天以后的时段", field="slot")
        if slot.entries.exclude(pk=entry.pk).count() >= slot.capacity:
            raise DomainError(f"{slot}的名额已满，请选择其他时段", field="slot")
    entry.slot = slot
    entry.save(update_fields=["slot"])
    audit.record(AuditAction.UPDATE, entry, actor=actor, changes={"slot": [None, slot_id]})
    return entry


@transaction.atomic
def mark_attended(round_id: int, entry_ids: Iterable[int], *, on: dt.date | None, actor: User) -> int:
    """Write down who came (``on`` None takes it back); return how many. Only that they came.

    Raises:
        DomainError: over, or a day outside the round or in the future.
    """
    _require(actor)
    row = _locked(round_id)
    if on is not None and not row.starts_on <= on <= min(row.ends_on, today()):
        raise DomainError("体检日期应在体检期间内，且不能在将来", field="on")
    count = row.entries.filter(pk__in=list(entry_ids)).update(attended_on=on)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"attended": [0, count]})
    return count


@transaction.atomic
def remove_entries(round_id: int, entry_ids: Iterable[int], *, actor: User) -> int:
    """Take people off the list who have not come; return how many."""
    _require(actor)
    row = _locked(round_id)
    count, _models = row.entries.filter(pk__in=list(entry_ids), attended_on=None).delete()
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"removed": [0, count]})
    return count


@transaction.atomic
def close_round(round_id: int, *, actor: User) -> CheckupRound:
    """End the round: whoever has not come counts as missed."""
    _require(actor)
    row = _locked(round_id)
    row.state = RoundState.CLOSED
    row.save(update_fields=["state"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["open", "closed"]})
    return row
