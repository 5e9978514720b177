"""The 职工书屋: titles, copies, lending, returning; reading list with essays and shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from events.models import Book, BookCopy, Loan, ReadingItem, ReadingNote
from events.permissions.rooms import keeps
from events.rules.library import LoanRule, lend_problem, renew_problem
from events.selectors.activities import rule_values
from events.services.room_records import change, create, locked, require
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError

_SHOWN = ("title", "author", "isbn", "shelf")
_OFFICE = "职工书屋由工会办公室管理"


def rule_on(day: dt.date) -> LoanRule:
    """The rule of lending in force on ``day``."""
    return LoanRule.read(rule_values("library_loans", day))


@transaction.atomic
def save_book(
    book: Book, values: Mapping[str, Any], numbers: Iterable[str], *, version: int, actor: User
) -> Book:
    """Keep a title and the copies with these numbers; new numbers are added, none is taken away.

    Raises:
        NotPermittedError, StaleError; DomainError: a number belongs to another title.
    """
    require(keeps(actor), _OFFICE)
    if book.pk:
        row = change(book, values, version=version, actor=actor, shown=_SHOWN)
    else:
        row = create(Book(**dict(values)), actor=actor, shown=_SHOWN)
    wanted = list(dict.fromkeys(numbers))
    known = dict(BookCopy.objects.filter(number__in=wanted).values_list("number", "book_id"))
    taken = [number for number in wanted if known.get(number, row.pk) != row.pk]
    if taken:
        raise DomainError(f"馆藏号 {'、'.join(taken)} 已用于其他图书", field="numbers")
    BookCopy.objects.bulk_create(BookCopy(book=row, number=each) for each in wanted if each not in known)
    return row


@transaction.atomic
def lend(number: str, member: Member, *, actor: User, today: dt.date) -> Loan:
    """Lend the copy ``number`` to ``member`` at the desk.

    Raises:
        NotPermittedError; DomainError: no such copy, lent already, too many or overdue books.
    """
    require(keeps(actor), _OFFICE)
    copy = BookCopy.objects.select_for_update().filter(number=number.strip(), removed_on=None).first()
    if copy is None:
        raise DomainError(f"没有馆藏号 {number}，请核对书标", field="number")
    running = copy.loans.filter(returned_on=None).select_related("member").first()
    if running:
        raise DomainError(f"这册书还在借（应还 {running.due_on}），请先登记归还", field="number")
    rule = rule_on(today)
    mine = Loan.objects.filter(member=member, returned_on=None)
    text = lend_problem(rule, mine.count(), mine.filter(due_on__lt=today).count())
    if text:
        raise DomainError(text, field="member")
    due_on = today + dt.timedelta(days=rule.days)
    loan = Loan(copy=copy, member=member, lent_on=today, due_on=due_on, lent_by=actor)
    return create(loan, actor=actor, shown=("lent_on", "due_on"))


@transaction.atomic
def renew(loan: Loan, *, actor: User, today: dt.date) -> Loan:
    """Give more days, counted from today: the reader himself, or the desk.

    Raises:
        NotPermittedError; DomainError: returned, overdue, renewed as often as the rule allows.
    """
    row = locked(Loan, loan.pk)
    require(row.member.user_id == actor.pk or keeps(actor), "只能续借自己的图书")
    if row.returned_on:
        raise DomainError("已归还，不能续借")
    rule = rule_on(today)
    text = renew_problem(rule, row.renewals, row.due_on, today)
    if text:
        raise DomainError(text)
    before, row.due_on = row.due_on, today + dt.timedelta(days=rule.days)
    row.renewals += 1
    row.save()
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"due_on": [before, row.due_on]})
    return row


@transaction.atomic
def give_back(loan: Loan, *, actor: User, today: dt.date) -> Loan:
    """Take a book back at the desk; twice is once.

    Raises:
        NotPermittedError.
    """
    require(keeps(actor), _OFFICE)
    row = locked(Loan, loan.pk)
    if row.returned_on is None:
        row.returned_on = today
        row.save()
        audit.record(AuditAction.UPDATE, row, actor=actor, changes={"returned_on": [None, today]})
    return row


@transaction.atomic
def save_reading(row: ReadingItem, values: Mapping[str, Any], *, version: int, actor: User) -> ReadingItem:
    """Recommend a book, or change the recommendation.

    Raises:
        NotPermittedError, StaleError.
    """
    require(keeps(actor), "阅读书目由工会办公室登记")
    if row.pk:
        return change(row, values, version=version, actor=actor, shown=("title", "year"))
    return create(ReadingItem(**dict(values)), actor=actor, shown=("title", "year"))


@transaction.atomic
def write_note(
    item: ReadingItem, values: Mapping[str, Any], *, member: Member | None, actor: User, today: dt.date
) -> ReadingNote:
    """Hand in an essay or a share about a recommended book. ``values``: kind, title, text.

    Raises:
        DomainError: no member record.
    """
    if member is None:
        raise DomainError("您还没有会员档案，请联系工会办公室登记")
    require(member.user_id == actor.pk or keeps(actor), "只能提交自己的心得")
    row = ReadingNote(item=item, member=member, written_on=today, **dict(values))
    return create(row, actor=actor, shown=("kind", "title"))
