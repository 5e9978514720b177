"""Visits on the screens of the kernel: timeline, calendar, search box, start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse

from members.models import Member
from members.selectors import named
from union.accounts.models import User
from union.common.charts import horizontal_bar
from union.common.registries import CalendarEntry, SearchResult, TimelineEntry
from union.common.searching import holding
from union.organisation.choices import Right
from welfare.choices.visits import VisitState
from welfare.ledgers.visits import TONES
from welfare.models import Visit
from welfare.models.visits import CARRIED_OUT, HANDED_OUT, OPEN
from welfare.selectors.visits import visits_in_scope, visits_visible_to

_BARS = 8
_SHOWN_IN_CALENDAR = 40


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Visits of a member which ``user`` may see; never what the person was ill with."""
    rows = visits_visible_to(user).filter(member=member).exclude(state=VisitState.WITHDRAWN)
    for visit in rows.order_by("-id")[:100]:
        amount = f"{visit.amount:,.2f} 元" if visit.amount and visit.state in CARRIED_OUT else ""
        yield TimelineEntry(
            at=visit.visited_on or visit.happened_on,
            title=f"{visit.occasion.name}：{visit.get_state_display()}",
            text=amount,
            url=reverse("welfare:visit_detail", args=[visit.pk]),
            tone=_tone(visit.state),
            icon="heart",
        )


def _tone(state: str) -> str:
    tone = TONES[VisitState(state)]
    return "info" if tone == "accent" else tone


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Planned visits by name, and how many fall due on a day, in the scope of those who handle them."""
    if not user.access.can(Right.HANDLE_VISITS):
        return
    rows = visits_in_scope(user, Right.HANDLE_VISITS).filter(state__in=OPEN, gift_list=None)
    planned = rows.filter(planned_on__range=(first, last)).select_related("occasion", "member")
    for visit in planned.order_by("planned_on")[:_SHOWN_IN_CALENDAR]:
        url = reverse("welfare:visit_detail", args=[visit.pk])
        title = f"{visit.occasion.name}：{visit.recipient}"
        if visit.planned_on is not None:
            yield CalendarEntry(visit.planned_on, visit.planned_on, title, "慰问", url)
    due = rows.filter(planned_on=None, due_on__range=(first, last)).order_by("due_on").values("due_on")
    for row in due.annotate(count=Count("pk")):
        day: Any = row["due_on"]
        url = f"{reverse('welfare:visit_list')}?state=open&due_from={day}&due_to={day}"
        yield CalendarEntry(day, day, f"{row['count']} 项慰问到期", "慰问", url)


def find(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Open visits of members whose name, pinyin or 工号 begins with the text."""
    rows = visits_visible_to(user).filter(state__in=OPEN)
    rows = holding(rows, text, named("member__"), "outside_name__startswith")
    for visit in rows.order_by("due_on", "-id")[:limit]:
        yield SearchResult(
            title=f"{visit.recipient} · {visit.occasion.name}", detail=visit.get_state_display(),
            url=reverse("welfare:visit_detail", args=[visit.pk]), icon="heart",
        )  # fmt: skip


def home_card(user: User, today: dt.date) -> Mapping[str, Any] | None:
    """Visits of the year by occasion, for those who see the whole hospital; one query. None for others."""
    if not user.access.scope(Right.VIEW_VISITS).everything:
        return None
    rows = Visit.objects.filter(~HANDED_OUT, state__in=CARRIED_OUT, visited_on__year=today.year)
    found = list(rows.order_by().values("occasion__name").annotate(count=Count("pk")).order_by("-count"))
    if not found:
        return None
    total = sum(row["count"] for row in found)
    title = f"今年慰问 {total:,} 人次，{found[0]['occasion__name']}最多"
    bars = [(row["occasion__name"], row["count"], None) for row in found[:_BARS]]
    chart = horizontal_bar(bars, title=title, unit="人次", narrow=True)
    return {"rows": found, "title": title, "chart": chart, "url": reverse("welfare:coverage")}
