"""What falls due around a meeting of the congress: opinions, papers to read, coming, appointments."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse

from congress.choices.bodies import BodyElectionState
from congress.choices.sessions import Audience, OpinionOutcome
from congress.choices.terms import SessionState
from congress.models import BodyElection, Mandate, Opinion, Paper, Session
from union.organisation.choices import Office, Right
from union.reminders.declare import Audience as Told
from union.reminders.declare import Due, ReminderRule, Step

_AHEAD = (SessionState.PREPARING, SessionState.PRELIMINARY, SessionState.OPEN)
_CHAIR = Office.CHAIR.value


def _page(session: int, tab: str = "") -> str:
    return reverse("congress:session_detail", args=[session]) + (f"?tab={tab}" if tab else "")


def opinions_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Opinions of delegations nobody has answered, from the last day of the meeting; one notice a meeting."""
    rows = Opinion.objects.filter(outcome=OpinionOutcome.OPEN).exclude(session__state=SessionState.CANCELLED)
    found = rows.order_by().values("session_id", "session__closes_on").annotate(count=Count("pk"))
    for row in found:
        yield Due(
            f"congress.opinion:{row['session_id']}", row["session__closes_on"],
            f"{row['count']} 条代表团意见待答复", _page(row["session_id"], "opinions"),
            right=Right.MANAGE_CONGRESS,
        )  # fmt: skip


def _delegates(sessions: list[Any]) -> Iterator[tuple[Any, int, int]]:
    """(meeting, mandate, user) for every delegate with a login who is in office on the day it opens."""
    for session in sessions:
        rows = Mandate.objects.in_office(session.opens_on).filter(term_id=session.term_id)
        for pk, user in rows.exclude(member__user=None).values_list("pk", "member__user_id"):
            yield session, pk, user


def _ahead(today: dt.date, horizon: dt.date) -> list[Any]:
    rows = Session.objects.filter(state__in=_AHEAD, opens_on__range=(today, horizon))
    return list(rows.select_related("term"))


def papers_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Papers a delegate has not opened, until the meeting; three queries and one for each meeting ahead."""
    sessions = _ahead(today, horizon)
    handed = Paper.objects.filter(
        session__in=sessions, issued_at__isnull=False, audience=Audience.DELEGATES
    ).order_by()
    papers = Counter(handed.values_list("session_id", flat=True))
    read = Counter(handed.exclude(readings=None).values_list("session_id", "readings__user_id"))
    for session, mandate, user in _delegates(sessions):
        left = papers[session.pk] - read[session.pk, user]
        if left > 0:
            yield Due(
                f"congress.paper:{session.pk}:{mandate}", session.opens_on, f"{left} 份会议文件待阅读",
                _page(session.pk, "papers"), person_id=user,
            )  # fmt: skip


def meetings_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """The meeting itself, for every delegate: the day before, and on the day to check in."""
    for session, mandate, user in _delegates(_ahead(today, horizon)):
        yield Due(
            f"congress.meeting:{session.pk}:{mandate}", session.opens_on,
            f"{session.short_name}职代会开幕，请到会签到", _page(session.pk), person_id=user,
            body=f"{session.opens_on:%m-%d} {session.place}".strip(),
        )  # fmt: skip


def appointments_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Winners of a change of office who are not appointed yet, from the day of the election."""
    for row in BodyElection.objects.filter(state=BodyElectionState.SUBMITTED):
        yield Due(
            f"congress.appointment:{row.pk}", row.held_on or row.planned_on, "换届当选人待任命",
            reverse("congress:appointment_list"), right=Right.GRANT_ALL_OFFICES,
        )  # fmt: skip


_PERSON = (Told.PERSON.value,)
RULES: dict[str, ReminderRule] = {
    "congress.opinion": ReminderRule(
        "代表团意见待答复", opinions_due,
        (Step(5, working=True), Step(15, (Told.HANDLER.value, _CHAIR), working=True)),
    ),
    "congress.paper": ReminderRule("会议文件待阅读", papers_due, (Step(-3, _PERSON), Step(-1, _PERSON))),
    "congress.meeting": ReminderRule("职代会开幕", meetings_due, (Step(-1, _PERSON), Step(0, _PERSON))),
    "congress.appointment": ReminderRule(
        "换届当选人待任命", appointments_due, (Step(3, working=True), Step(10, working=True))
    ),
}  # fmt: skip
