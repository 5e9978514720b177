"""The one door of the cash book: post_entry and reverse_entry. Nothing written here is ever changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.models.audit import AuditHead
from union.common.registries import entry_sources
from union.funds import permissions
from union.funds.choices import AccountKind, EntryKind
from union.funds.models import Account, Entry, EntryLine, VoucherCounter
from union.funds.rules.budgets import refusal
from union.funds.rules.posting import (
    Line,
    check_date,
    check_fund_source,
    check_lines,
    expense_lines,
    income_lines,
    is_within,
    reversed_lines,
)
from union.funds.rules.sources import Source
from union.funds.selectors.accounts import accounts_by_code
from union.funds.selectors.balances import closed_through
from union.funds.selectors.budgets import rooms_of

if TYPE_CHECKING:
    from union.accounts.models import User

__all__ = ["Line", "Source", "expense_lines", "income_lines", "post_entry", "reverse_entry"]


@transaction.atomic
def post_entry(
    *,
    on: dt.date,
    summary: str,
    lines: Iterable[Line],
    key: str,
    actor: User | None,
    source: Source | None = None,
    override_reason: str = "",
    kind: EntryKind = EntryKind.NORMAL,
    replaces: Entry | None = None,
) -> Entry:
    """Book one voucher and return it; the same ``key`` again returns the first one and books nothing.

    The caller has asked whether ``actor`` may do what is booked (a visit, a payment); only spending beyond
    the budget is a right of its own, asked here. ``key`` names the thing and the occasion
    ("welfare.visit:17:paid"). Holds the lock of the cash book to the end of the caller's transaction.

    ``replaces``: the entry that the caller has reversed immediately before, of the same source, of which this
    one books the rest again. What is no more than that reversal, account by account and fund source by fund
    source, is no new spending: the budget is not asked, and the old override reason stays with the rest.
    Anything more, on another day, or after any other voucher is asked as new spending.

    Raises:
        DomainError: unbalanced, unknown account, future day or closed month, no fund source,
            no budget or over budget without ``override_reason``.
        NotPermittedError: ``override_reason`` is given, but ``actor`` may not override the budget.
    """
    wanted = list(lines)
    amount = check_lines(wanted)
    _check_head(summary, key, source)
    counter = lock_book(on.year)
    found = Entry.objects.filter(key=key).first()
    if found is not None:
        return found
    check_date(on, today=today(), closed_through=closed_through())
    accounts = accounts_by_code((line.account for line in wanted), on)
    for position, line in enumerate(wanted, 1):
        check_fund_source(position, accounts[line.account].kind, line.fund_source)
    if replaces is not None and _is_rest(replaces, on, counter.last_number, source, wanted):
        override_reason, used = replaces.override_reason, True
    else:
        used = _check_budget(on.year, wanted, accounts, actor, override_reason)
    entry = Entry(
        year=on.year, number=counter.last_number + 1, on=on, summary=summary.strip(), kind=kind,
        amount=amount, key=key,
        source_kind=source.kind if source else "", source_pk=source.pk if source else None,
        override_reason=override_reason.strip() if used else "", created_by=actor,
    )  # fmt: skip
    return _write(entry, wanted, accounts, actor)


@transaction.atomic
def reverse_entry(entry: Entry, *, on: dt.date, reason: str, key: str, actor: User | None) -> Entry:
    """Cancel ``entry`` by a voucher in red (负数) on the day ``on``; the same ``key`` returns the first one.

    The reversal carries the source of ``entry``, so that the source is no longer booked.

    Raises:
        DomainError: no reason, reversed already, itself a reversal, before the entry's day, future day
            or closed month.
    """
    if not reason.strip():
        raise DomainError("请说明冲销原因", field="reason")
    counter = lock_book(on.year)
    found = Entry.objects.filter(key=key).first()
    if found is not None:
        return found
    if entry.kind == EntryKind.REVERSAL:
        raise DomainError("冲销凭证不能再冲销；如需恢复，请重新记账")
    if Entry.objects.filter(reverses=entry).exists():
        raise DomainError(f"{entry.title}已冲销，不能重复冲销")
    if on < entry.on:
        raise DomainError(f"冲销日期不能早于原凭证日期（{entry.on}）", field="on")
    check_date(on, today=today(), closed_through=closed_through())
    old = list(entry.lines.select_related("account"))
    lines = reversed_lines(_as_line(line) for line in old)
    reversal = Entry(
        year=on.year, number=counter.last_number + 1, on=on,
        summary=f"冲销 {entry.year}-{entry.number:04d}：{reason.strip()}"[:120],
        kind=EntryKind.REVERSAL, amount=-entry.amount, key=key, reverses=entry,
        source_kind=entry.source_kind, source_pk=entry.source_pk, created_by=actor,
    )  # fmt: skip
    return _write(reversal, lines, {line.account.code: line.account for line in old}, actor)


def _check_head(summary: str, key: str, source: Source | None) -> None:
    if not summary.strip():
        raise DomainError("请填写摘要", field="summary")
    if not key or len(key) > Entry._meta.get_field("key").max_length:  # type: ignore[operator]
        raise ValueError("post_entry: key must have 1 to 120 characters")
    if source is not None and source.kind not in entry_sources:
        raise ValueError(f"post_entry: {source.kind!r} is not in registries.entry_sources")


def lock_book(year: int) -> VoucherCounter:
    """Lock the cash book to the end of the transaction and return the counter of ``year``.

    The head of the audit trail comes first: every writer takes it sooner or later, and one who had
    taken it before calling us must not wait for one who waits for it.
    """
    AuditHead.objects.select_for_update().get(pk=1)
    VoucherCounter.objects.get_or_create(year=year)
    return VoucherCounter.objects.select_for_update().get(year=year)


def _is_rest(
    replaced: Entry, on: dt.date, last_number: int, source: Source | None, lines: Sequence[Line]
) -> bool:
    """Whether ``lines`` book no more than the last voucher of the year took back; the book is locked.

    The reversal must be the very last voucher: nobody has spent since what it set free, and it lets one
    voucher pass, not two.
    """
    red = Entry.objects.filter(reverses=replaced, on=on, year=on.year, number=last_number).first()
    if red is None or source is None or (red.source_kind, red.source_pk) != (source.kind, source.pk):
        return False
    taken = [_as_line(line) for line in red.lines.select_related("account")]
    return is_within(lines, reversed_lines(taken))


def _check_budget(
    year: int, lines: Sequence[Line], accounts: dict[str, Account], actor: User | None, reason: str
) -> bool:
    """Return whether an override was needed.

    Raises:
        DomainError, NotPermittedError: see post_entry.
    """
    wanted: dict[str, Decimal] = {}
    for line in lines:
        if accounts[line.account].kind == AccountKind.EXPENSE:
            wanted[line.account] = wanted.get(line.account, Decimal(0)) + line.debit - line.credit
    if not wanted:
        return False
    refused = _budget_refusal(year, wanted, accounts)
    if not refused:
        return False
    if not reason.strip():
        raise DomainError(refused)
    if actor is not None and not permissions.can_override(actor):
        raise NotPermittedError(f"您没有超预算放行的权限。{refused}")
    return True


def _budget_refusal(year: int, wanted: dict[str, Decimal], accounts: dict[str, Account]) -> str:
    """Why the amounts may not be spent; "" if they may."""
    rooms = rooms_of(year, [accounts[code] for code in wanted])
    named = ((accounts[code], amount) for code, amount in wanted.items())
    refused = (refusal(rooms[each.pk], each.name, year, amount) for each, amount in named)
    return next(filter(None, refused), "")


def _as_line(line: EntryLine) -> Line:
    return Line(line.account.code, line.debit, line.credit, line.fund_source, line.branch_id, line.note)


def _write(entry: Entry, lines: Sequence[Line], accounts: dict[str, Account], actor: User | None) -> Entry:
    """Write voucher, lines, number and audit event; the book is locked."""
    entry.save(force_insert=True)
    EntryLine.objects.bulk_create(
        EntryLine(
            entry=entry, position=position, account=accounts[line.account], debit=line.debit,
            credit=line.credit, fund_source=line.fund_source, branch_id=line.branch_id, note=line.note[:120],
        )
        for position, line in enumerate(lines, 1)
    )  # fmt: skip
    VoucherCounter.objects.filter(year=entry.year).update(last_number=entry.number)
    audit.record(
        AuditAction.CREATE, entry, actor=actor,
        changes={"number": [None, f"{entry.year}-{entry.number:04d}"], "amount": [None, entry.amount]},
        note=entry.override_reason,
    )  # fmt: skip
    return entry
