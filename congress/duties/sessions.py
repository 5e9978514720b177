"""What waits in the congress: checklist, vacancies, terms that end, opinions, findings, papers, check-in."""

# ruff: noqa: ARG001 - the signatures are those of the registries

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse

from congress.choices.bodies import FindingState
from congress.choices.sessions import Audience, OpinionOutcome
from congress.choices.terms import SessionState
from congress.models import (
    BodyElection,
    Finding,
    Opinion,
    Paper,
    PreparationStep,
    Session,
    Term,
    Vacancy,
)
from congress.permissions.sessions import can_manage, is_delegate
from congress.selectors.attendance import present
from congress.selectors.terms import mandate_of, sessions_visible_to
from union.accounts.models import User
from union.common.dates import add_months
from union.common.registries import CalendarEntry, Duty

_AHEAD_DAYS = 14
_TERM_AHEAD_MONTHS = 6
_LIVE = (SessionState.PRELIMINARY, SessionState.OPEN)
_OPEN_STEPS = Q(done_on=None, is_waived=False) & ~Q(
    session__state__in=(SessionState.CANCELLED, SessionState.ARCHIVED)
)


def preparation(user: User, today: dt.date) -> Iterator[Duty]:
    """Lines of the checklist due within two weeks: one's own, and for the office those without an owner."""
    mine = Q(owner_id=user.pk) | (Q(owner=None) if can_manage(user) else Q(pk__in=()))
    rows = PreparationStep.objects.filter(
        _OPEN_STEPS, mine, due_on__lte=today + dt.timedelta(days=_AHEAD_DAYS)
    )
    for step in rows.select_related("session__term").order_by("due_on")[:10]:
        yield Duty(
            key=f"preparation:{step.pk}", title=f"{step.session.short_name}筹备：{step.title}",
            due_on=step.due_on,
            url=f"{reverse('congress:session_detail', args=[step.session_id])}?tab=preparation",
            detail=step.basis,
        )  # fmt: skip


def vacancies(user: User, today: dt.date) -> Iterator[Duty]:
    """Seats to be filled by a by-election."""
    if not can_manage(user):
        return
    rows = Vacancy.objects.filter(filled_by=None, constituency__term__in=Term.objects.running_on(today))
    found = rows.aggregate(count=Count("pk"), first=Min("opened_on"), at=Min("constituency__term_id"))
    if found["count"]:
        yield Duty(
            key=f"vacancies:{found['count']}:{found['first']}", title=f"{found['count']} 个代表缺额待补选",
            url=f"{reverse('congress:term_detail', args=[found['at']])}?tab=vacancies",
            count=found["count"],
        )  # fmt: skip


def terms(user: User, today: dt.date) -> Iterator[Duty]:
    """Terms that end within six months: of the congress without a successor, and of elected bodies."""
    if not can_manage(user):
        return
    limit = add_months(today, _TERM_AHEAD_MONTHS)
    for term in Term.objects.running_on(today):
        if term.last_day <= limit and not Term.objects.filter(number__gt=term.number).exists():
            yield Duty(
                key=f"term:{term.pk}:{term.last_day}", title=f"{term}职代会将届满，请筹备换届",
                due_on=term.last_day,
                url=reverse("congress:term_detail", args=[term.pk]), detail="延期须有理由和上级工会批复",
            )  # fmt: skip
    ending = BodyElection.objects.filter(
        state="in_office", is_by_election=False, ends_on__range=(today, limit)
    )
    for row in ending.select_related("branch", "group")[:10]:
        yield Duty(
            key=f"body:{row.pk}:{row.ends_on}",
            title=f"{row.term_label}{row.get_seat_display()}将届满，请筹备换届",
            due_on=row.ends_on, url=reverse("congress:body_election_detail", args=[row.pk]),
        )  # fmt: skip


def opinions(user: User, today: dt.date) -> Iterator[Duty]:
    """Opinions of delegations that nobody has answered."""
    if not can_manage(user):
        return
    rows = Opinion.objects.filter(outcome=OpinionOutcome.OPEN).exclude(session__state=SessionState.CANCELLED)
    found = rows.aggregate(count=Count("pk"), at=Min("session_id"), first=Min("pk"))
    if found["count"]:
        yield Duty(
            key=f"opinions:{found['count']}:{found['first']}", title=f"{found['count']} 条代表团意见待答复",
            url=f"{reverse('congress:session_detail', args=[found['at']])}?tab=opinions",
            count=found["count"],
        )  # fmt: skip


def findings(user: User, today: dt.date) -> Iterator[Duty]:
    """Findings of tours that are not put right."""
    if not can_manage(user):
        return
    rows = Finding.objects.exclude(state=FindingState.SETTLED)
    found = rows.aggregate(count=Count("pk"), due=Min("due_on"), at=Min("tour_id"))
    if found["count"]:
        yield Duty(
            key=f"findings:{found['count']}:{found['due']}", title=f"{found['count']} 个巡视问题待办结",
            url=reverse("congress:tour_detail", args=[found["at"]]), due_on=found["due"],
            count=found["count"],
        )  # fmt: skip


def papers(user: User, today: dt.date) -> Iterator[Duty]:
    """Papers handed out to delegates that this delegate has not opened."""
    if not is_delegate(user):
        return
    rows = Paper.objects.filter(
        issued_at__isnull=False, audience=Audience.DELEGATES,
        session__state__in=(SessionState.PREPARING, *_LIVE),
    ).exclude(readings__user_id=user.pk)  # fmt: skip
    found = rows.aggregate(count=Count("pk"), at=Min("session_id"), due=Min("session__opens_on"))
    if found["count"]:
        yield Duty(
            key=f"papers:{found['at']}:{found['count']}", title=f"{found['count']} 份会议文件待阅读",
            url=f"{reverse('congress:session_detail', args=[found['at']])}?tab=papers",
            due_on=found["due"],
            action="去阅读", count=found["count"],
        )  # fmt: skip


def check_in(user: User, today: dt.date) -> Iterator[Duty]:
    """A meeting is under way and the delegate has not checked in."""
    if not is_delegate(user):
        return
    mandate = mandate_of(user, today)
    session = Session.objects.filter(state__in=_LIVE, term_id=mandate.term_id).first() if mandate else None
    if session is not None and mandate is not None and not present(session).filter(pk=mandate.pk).exists():
        yield Duty(
            key=f"check_in:{session.pk}:{session.state}", title=f"{session.short_name}职代会正在签到",
            url=reverse("congress:session_detail", args=[session.pk]), due_on=today, action="查看",
            detail="请扫描会场大屏幕上的二维码，或到签到台报代表证号",
        )  # fmt: skip


def sessions(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Sessions in the calendar, for everybody who sees the congress."""
    rows = sessions_visible_to(user).exclude(state=SessionState.CANCELLED)
    for row in rows.filter(opens_on__lte=last, closes_on__gte=first):
        yield CalendarEntry(
            row.opens_on, row.closes_on, str(row), "会议", reverse("congress:session_detail", args=[row.pk])
        )
