"""Bringing the bank statement and the book together, by machine where it is certain, else by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.funds import permissions
from union.funds.choices import EntryKind, MatchWay
from union.funds.models import BankLine, BankMatch, BankMatchLine
from union.funds.rules.bank import Item, check_sums, pairs
from union.funds.selectors.audits import audit_rules
from union.funds.selectors.bank import book_lines, first_day
from union.funds.services.posting import lock_book

if TYPE_CHECKING:
    from union.accounts.models import User


def require_poster(actor: User) -> None:
    """Let those who keep the book pass.

    Raises:
        NotPermittedError: anybody else; auditors look on.
    """
    if not permissions.can_post(actor):
        raise NotPermittedError("您没有银行对账的权限，请联系工会办公室")


@transaction.atomic
def match_all(*, actor: User | None) -> int:
    """Match what is certain (rules.bank.pairs) and reversals with what they cancel; return how many.

    ``actor`` None is the system after an import. Run again, it finds nothing new.

    Raises:
        NotPermittedError: ``actor`` does not keep the book.
    """
    if actor is not None:
        require_poster(actor)
    lock_book(today().year)
    done = _match_reversals(actor)
    free = BankLine.objects.filter(match=None)
    bank = [
        Item(row.pk, row.on, row.amount, f"{row.reference} {row.summary}") for row in free.only(
            "pk", "on", "amount", "reference", "summary"
        )
    ]  # fmt: skip
    book = [
        Item(row.pk, row.entry.on, row.signed, row.entry.code)  # type: ignore[attr-defined]
        for row in book_lines().filter(bank_match=None).exclude(entry__kind=EntryKind.OPENING)
    ]
    certain = pairs(bank, book, days=audit_rules(today())["match_days"])
    _join_all([Joined((each.bank,), (each.book,), each.way) for each in certain], actor)
    done += len(certain)
    if done:
        audit.record(AuditAction.UPDATE, None, actor=actor, note=f"银行对账自动勾对 {done} 笔")
    return done


def _match_reversals(actor: User | None) -> int:
    """A voucher and its reversal before the bank saw either: nothing to wait for."""
    first = first_day()
    if first is None:
        return 0
    free = book_lines().filter(bank_match=None, entry__on__gte=first)
    red = free.filter(entry__kind=EntryKind.REVERSAL)
    twins = dict(
        free.filter(entry__reversed_by__in=red.values("entry")).values_list("entry__reversed_by", "pk")
    )
    pairs_found = [(twins[row.entry_id], row.pk) for row in red if row.entry_id in twins]
    _join_all([Joined((), both, MatchWay.REVERSAL) for both in pairs_found], actor)
    return len(pairs_found)


@transaction.atomic
def match_by_hand(bank: Collection[int], book: Collection[int], *, actor: User) -> BankMatch:
    """Say that these lines of statement and book are the same money.

    Raises:
        NotPermittedError: ``actor`` does not keep the book.
        DomainError: nothing chosen, sums differ, or one of them is matched already.
    """
    require_poster(actor)
    lock_book(today().year)
    lines = list(BankLine.objects.select_for_update().filter(pk__in=bank))
    rows = list(book_lines().filter(pk__in=book))
    taken = [row for row in lines if row.match_id] or BankMatchLine.objects.filter(line__in=rows)
    if len(lines) != len(set(bank)) or len(rows) != len(set(book)) or taken:
        raise DomainError("所选的行有的已被勾对，请刷新页面后重新选择")
    check_sums((row.amount for row in lines), (row.signed for row in rows))  # type: ignore[attr-defined]
    [match] = _join_all([Joined(tuple(bank), tuple(book), MatchWay.MANUAL)], actor)
    audit.record(AuditAction.CREATE, match, actor=actor, changes={"lines": [None, len(lines) + len(rows)]})
    return match


@transaction.atomic
def unmatch(match: BankMatch, *, actor: User) -> None:
    """Take a match apart; its lines are open again.

    Raises:
        NotPermittedError: ``actor`` does not keep the book.
    """
    require_poster(actor)
    lock_book(today().year)
    audit.record(AuditAction.DELETE, match, actor=actor, changes={"way": [match.way, None]})
    BankLine.objects.filter(match=match).update(match=None)
    BankMatch.objects.filter(pk=match.pk).delete()


@dataclass(frozen=True, slots=True)
class Joined:
    """Keys of the lines of one match."""

    bank: tuple[int, ...]
    book: tuple[int, ...]
    way: MatchWay


def _join_all(joined: Sequence[Joined], actor: User | None) -> list[BankMatch]:
    matches = BankMatch.objects.bulk_create([BankMatch(way=each.way, by=actor) for each in joined])
    both = list(zip(matches, joined, strict=True))
    BankMatchLine.objects.bulk_create(
        BankMatchLine(match=match, line_id=pk) for match, each in both for pk in set(each.book)
    )
    lines = [BankLine(pk=pk, match=match) for match, each in both for pk in each.bank]
    BankLine.objects.bulk_update(lines, ["match"], batch_size=500)
    return matches
