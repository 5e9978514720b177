"""Hardship files on the screens of the kernel: timeline, calendar, search; anniversaries for visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, Q
from django.urls import reverse

from members.models import Member
from members.selectors import named
from union.accounts.models import User
from union.common.dates import month_days
from union.common.registries import CalendarEntry, SearchResult, TimelineEntry
from union.common.searching import holding
from union.organisation.choices import Right
from welfare.choices.hardship import HardshipState
from welfare.models import HardshipSpell, Publicity
from welfare.rules.hardship_flow import HELPED
from welfare.selectors.hardship import by_number, files_in_scope, files_visible_to


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """That a file exists and since when, for those who may know; never what stands in it."""
    for file in files_visible_to(user).filter(member=member).prefetch_related("spells"):
        url = reverse("welfare:hardship_detail", args=[file.pk])
        yield TimelineEntry(
            at=file.applied_on, title=f"困难档案 {file.number}", text=file.get_state_display(), url=url,
            icon="heart",
        )  # fmt: skip
        for spell in file.spells.all():
            yield TimelineEntry(at=spell.starts_on, title="困难建档", url=url, tone="info", icon="heart")
            if spell.ends_on is not None:
                yield TimelineEntry(
                    at=spell.ends_on, title=f"困难档案{spell.get_ended_by_display()}", url=url
                )


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """How many publicities end and reviews fall due on a day, for those who handle them."""
    if not user.access.can(Right.HANDLE_HARDSHIP):
        return
    rows = files_in_scope(user, Right.HANDLE_HARDSHIP)
    page = reverse("welfare:hardship_list")
    ending = Publicity.objects.filter(closed_on=None, ends_on__range=(first, last), file__in=rows).order_by()
    for row in ending.values("ends_on").annotate(count=Count("pk")):
        yield _day(row["ends_on"], f"{row['count']} 户困难公示期满", f"{page}?state=public")
    due = rows.filter(state=HardshipState.ON_FILE, review_due_on__range=(first, last)).order_by()
    for waiting in due.values("review_due_on").annotate(count=Count("pk")):
        day = waiting["review_due_on"]
        if day is not None:
            url = f"{page}?state=on_file&review_from={day}&review_to={day}"
            yield _day(day, f"{waiting['count']} 户困难档案待复核", url)


def _day(day: dt.date, title: str, url: str) -> CalendarEntry:
    return CalendarEntry(day, day, title, "困难帮扶", url)


def _by_full_number(word: str) -> Q:
    """Bare digits are staff numbers in the search box of the whole program."""
    return by_number(word) if word.upper().startswith("KN") else Q(pk__in=())


def find(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Files of members whose name, pinyin or 工号 begins with the text, or of that number."""
    if not user.access.can(Right.VIEW_HARDSHIP):
        return
    rows = files_in_scope(user).select_related("member")
    for file in holding(rows, text, named("member__"), _by_full_number).order_by("-pk")[:limit]:
        yield SearchResult(
            title=f"{file.member.name} · {file.number}", detail=file.get_state_display(),
            url=reverse("welfare:hardship_detail", args=[file.pk]), icon="heart",
        )  # fmt: skip


def anniversaries(days: Sequence[dt.date]) -> Iterable[tuple[int, dt.date]]:
    """Members whose household is on file, on the days of the year it was put there; one query."""
    kept = month_days(days)
    rows = HardshipSpell.objects.filter(ends_on=None, file__state__in=HELPED)
    rows = rows.filter(starts_on__month__in={month for month, _day in kept}).order_by()
    for pk, day in rows.values_list("file__member_id", "starts_on"):
        on = kept.get((day.month, day.day))
        if on is not None and on.year > day.year:
            yield pk, on
