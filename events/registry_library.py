"""Registries of the 职工书屋: figures, overdue reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from events.ledgers.library import LEDGERS
from events.models import Book, Loan, ReadingNote
from events.permissions.rooms import OFFICE, keeps
from events.room_registering import Subject, mover, register_subject, text_search
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import (
    CalendarEntry,
    Duty,
    Figure,
    MergeHandler,
    Period,
    SearchProvider,
    TimelineEntry,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here
from union.reminders.declare import Audience, Due, ReminderRule, Step


def lent_in(period: Period) -> QuerySet[Loan]:
    """Loans made in ``period``, of the whole hospital or a branch's members."""
    rows = Loan.objects.filter(lent_on__range=(period.first, period.last))
    return rows.filter(member__branch_id=period.branch_id) if period.branch_id else rows


def written_in(period: Period) -> QuerySet[ReadingNote]:
    """Essays and shares of ``period``."""
    rows = ReadingNote.objects.filter(written_on__range=(period.first, period.last))
    return rows.filter(member__branch_id=period.branch_id) if period.branch_id else rows


def _url(name: str, day: str) -> Any:
    def rows_url(period: Period) -> str:
        asked = {f"{day}_from": str(period.first), f"{day}_to": str(period.last)}
        if period.branch_id:
            asked["branch"] = str(period.branch_id)
        return f"{reverse(name)}?{urlencode(asked)}"

    return rows_url


def _figure(label: str, unit: str, text: str, compute: Any, rows: Any, **more: Any) -> Figure:
    return Figure("activities", label, unit, text, compute, rows, right=Right.VIEW_MEMBERS.value, **more)


FIGURES: dict[str, Figure] = {
    "events.loans": _figure(
        "图书借阅", "册次", "期间借出的册次，续借不另计", lambda period: lent_in(period).count(),
        _url("rooms:loan_list", "lent"), phrase="借阅图书 {value}",
    ),
    "events.reading_notes": _figure(
        "读书心得与分享", "篇", "期间提交的心得和分享", lambda period: written_in(period).count(),
        _url("rooms:note_list", "written"),
    ),
}  # fmt: skip


def loans_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Books to be given back: the reader; the desk where he has no login."""
    rows = Loan.objects.filter(returned_on=None, due_on__lte=horizon).select_related("copy__book", "member")
    for row in rows:
        yield Due(
            f"events.loan:{row.pk}", row.due_on, f"图书到期：{row.copy.book.title}",
            reverse("rooms:library_home"), f"馆藏号 {row.copy.number}", right=OFFICE,
            person_id=row.member.user_id,
        )  # fmt: skip


def overdue(user: User, today: dt.date) -> Iterator[Duty]:
    """One's own books that are due within three days; for the desk, all that are overdue, as one."""
    own = Loan.objects.filter(
        member__user_id=user.pk, returned_on=None, due_on__lte=today + dt.timedelta(days=3)
    )
    for row in own.select_related("copy__book")[:5]:
        title = f"归还或续借：{row.copy.book.title}"
        yield Duty(f"loan:{row.pk}", title, reverse("rooms:library_home"), row.due_on, action="查看")
    if keeps(user):
        late = Loan.objects.filter(returned_on=None, due_on__lt=today)
        count = late.count()
        if count:
            url = f"{reverse('rooms:loan_list')}?late=yes"
            first = late.order_by("due_on").values_list("due_on", flat=True)[0]
            yield Duty(f"loans:late:{count}:{first}", f"{count} 册图书逾期未还", url, first, count=count)


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days on which one's own books are due."""
    rows = Loan.objects.filter(member__user_id=user.pk, returned_on=None, due_on__range=(first, last))
    for row in rows.select_related("copy__book"):
        title, url = f"还书：{row.copy.book.title}", reverse("rooms:library_home")
        yield CalendarEntry(row.due_on, row.due_on, title, "书屋", url)


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Essays and shares of a member, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in ReadingNote.objects.filter(member=member).select_related("item")[:50]:
        title = f"{row.get_kind_display()}：{row.title}"
        yield TimelineEntry(row.written_on, title, str(row.item), url=row.item.get_absolute_url())


def _books(user: User) -> QuerySet[Book]:
    return Book.objects.all() if works_here(user) else Book.objects.none()


_BOTH = ("person", "handler")
SUBJECT = Subject(
    "library", "职工书屋", "rooms:library_home", 70, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules={
        "events.loan": ReminderRule(
            "图书到期", loans_due,
            (Step(-3, (Audience.PERSON.value,)), Step(1, _BOTH), Step(14, _BOTH)),
        )
    },
    duties={"events.loans": overdue}, calendar=calendar, timeline=timeline,
    search=SearchProvider("图书", text_search(_books, ("title", "author"), lambda row: row.author)),
    merges={
        "events.Loan.member": MergeHandler("图书借阅", mover(Loan)),
        "events.ReadingNote.member": MergeHandler("读书心得", mover(ReadingNote)),
    },
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
