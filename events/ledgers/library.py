"""Ledgers of the 职工书屋: 图书台账, 图书借阅登记表, 读书心得台账."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices.venues import NoteKind
from events.ledgers.activities import branches
from events.ledgers.hazards import of_branch, yes
from events.models import Book, BookCopy, Loan, ReadingNote
from events.permissions.rooms import OFFICE, keeps
from members.selectors import members_visible_to, named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right


def with_copies(rows: QuerySet[Book]) -> QuerySet[Any]:
    """Annotate ``held`` (not written off) and ``lent`` (册)."""
    held = Count("copies", filter=Q(copies__removed_on=None), distinct=True)
    out = Q(copies__loans__isnull=False, copies__loans__returned_on=None)
    return rows.annotate(held=held, lent=Count("copies", filter=out, distinct=True))


def _by_copy(word: str) -> Q:
    """A subquery: a join would find a title once for each of its copies."""
    return Q(pk__in=BookCopy.objects.filter(number=word).values("book"))


BOOKS = Ledger(
    key="books",
    title="图书台账",
    unit="种",
    right=Right.VIEW_MEMBERS,
    rows=lambda _user, _period: with_copies(Book.objects.all()),
    default_sort="title",
    search=search_by("title__icontains", "author__icontains", "isbn", _by_copy),
    search_hint="书名、作者、馆藏号",
    page_url="rooms:book_list",
    record_url="rooms:book_detail",
    columns=(
        Column("title", "书名", "title", Kind.TEXT, 24, leads=True),
        Column("author", "作者", "author", Kind.TEXT, 14),
        Column("publisher", "出版社", "publisher", Kind.TEXT, 14),
        Column("isbn", "ISBN", "isbn", Kind.CODE, 14, default=False),
        Column("category", "分类", "category", Kind.TEXT, 10),
        Column("shelf", "书架", "shelf", Kind.TEXT, 8),
        Column("held", "馆藏（册）", "held", Kind.INTEGER, 9, total=True),
        Column("lent", "借出（册）", "lent", Kind.INTEGER, 9, total=True),
    ),
    actions=(Action("登记图书", "rooms:book_create", OFFICE, icon="plus", primary=True),),
    purpose="职工书屋的藏书，有几册、在不在架。",
    first_step=Action("登记图书", "rooms:book_create", OFFICE, "plus"),
)  # fmt: skip


def _loans(user: Any, period: Period) -> QuerySet[Any]:
    rows = Loan.objects.all()
    if user is not None and not keeps(user):
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(lent_on__year=period.year)
    return rows.filter(lent_on__lte=period.as_of) if period.as_of else rows


LOANS = Ledger(
    key="book_loans",
    title="图书借阅登记表",
    unit="册次",
    right=Right.VIEW_MEMBERS,
    rows=_loans,
    default_sort="-lent_on",
    search=search_by(named("member__"), "copy__book__title__icontains", "copy__number"),
    search_hint="姓名、工号、书名、馆藏号",
    page_url="rooms:loan_list",
    counts={"未归还": Q(returned_on=None)},
    columns=(
        Column("book", "书名", "copy__book__title", Kind.TEXT, 24),
        Column("number", "馆藏号", "copy__number", Kind.CODE, 10),
        Column("member", "借阅人", "member__name", Kind.TEXT, 10),
        Column("department", "科室", "member__department__name", Kind.TEXT, 14),
        Column("lent", "借出日期", "lent_on", Kind.DATE, 11),
        Column("due", "应还日期", "due_on", Kind.DATE, 11),
        Column("renewals", "续借（次）", "renewals", Kind.INTEGER, 8),
        Column("returned", "归还日期", "returned_on", Kind.DATE, 11),
    ),
    filters=(
        Filter("lent", "借出", "lent_on", None),
        Filter("branch", "支会", "member__branch_id", branches, apply=of_branch("member__branch_id")),
        Filter("open", "未归还", "returned_on", yes, apply=lambda rows, _v: rows.filter(returned_on=None)),
        Filter(
            "late", "逾期", "returned_on", yes,
            apply=lambda rows, _v: rows.filter(returned_on=None, due_on__lt=today()),
        ),
    ),
    actions=(Action("借出", "rooms:loan_create", OFFICE, icon="plus", primary=True),),
    purpose="谁借了哪册书、何时应还、还了没有。",
    first_step=Action("借出", "rooms:loan_create", OFFICE, "plus"),
)  # fmt: skip


def _notes(user: Any, period: Period) -> QuerySet[Any]:
    rows = ReadingNote.objects.all()
    if user is not None and not keeps(user):
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    if period.year:
        rows = rows.filter(written_on__year=period.year)
    return rows.filter(written_on__lte=period.as_of) if period.as_of else rows


NOTES = Ledger(
    key="reading_notes",
    title="读书心得与分享台账",
    unit="篇",
    right=Right.VIEW_MEMBERS,
    rows=_notes,
    default_sort="-written_on",
    search=search_by("title__icontains", "item__title__icontains", named("member__")),
    search_hint="题目、书名、作者",
    page_url="rooms:note_list",
    columns=(
        Column("title", "题目", "title", Kind.TEXT, 24),
        Column("kind", "形式", "kind", Kind.CHOICE, 10, choices=NoteKind),
        Column("book", "书目", "item__title", Kind.TEXT, 20),
        Column("member", "作者", "member__name", Kind.TEXT, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("written", "日期", "written_on", Kind.DATE, 11),
    ),
    filters=(
        Filter("kind", "形式", "kind", choices_of(NoteKind)), Filter("written", "日期", "written_on", None),
        Filter("branch", "支会", "member__branch_id", branches, apply=of_branch("member__branch_id")),
    ),
    purpose="职工围绕阅读书目写的心得和做的分享。",
)  # fmt: skip
LEDGERS = (BOOKS, LOANS, NOTES)
