"""Motions on 今日要办, and what falls due for the daily reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import F, Q
from django.urls import reverse

from congress.choices.motions import MotionState, Party, UnitRole
from congress.models import Motion, MotionUnit, MotionWindow
from congress.rules.motions_table import BALL, ENDED
from congress.selectors.motions import rules_on
from congress.selectors.motions_desk import WORDS, Waiting, waiting_for
from union.accounts.models import User
from union.common.registries import CalendarEntry, Duty
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step

_MANY = 6
_PARTY_RIGHT = {
    Party.COMMITTEE: Right.REVIEW_MOTIONS, Party.OFFICE: Right.FILE_MOTIONS, Party.LEAD: Right.ANSWER_MOTIONS,
    Party.ASSIST: Right.ANSWER_MOTIONS,
}  # fmt: skip


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """What waits for the user: one row each, more than six of one kind grouped."""
    rows = sorted(waiting_for(user, today, rules_on(today).seconders), key=lambda row: row.words)
    for words, group in groupby(rows, key=lambda row: row.words):
        found = list(group)
        if len(found) > _MANY:
            yield _grouped(words, found)
        else:
            yield from (_single(row) for row in found)


def _single(row: Waiting) -> Duty:
    return Duty(
        key=f"motion:{row.motion.pk}:{row.party}:{row.motion.state}:{row.motion.version}",
        title=f"提案“{row.motion.title}”：{row.words}",
        url=reverse("motions:motion_detail", args=[row.motion.pk]),
        due_on=row.due_on,
        detail=row.motion.number_label,
    )


def _grouped(words: str, found: list[Waiting]) -> Duty:
    days = [row.due_on for row in found if row.due_on]
    return Duty(
        key=f"motions:{found[0].party}:{words}:{len(found)}", title=f"{len(found)} 件提案：{words}",
        url=reverse("motions:desk"), due_on=min(days, default=None), count=len(found),
    )  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Closing of the call for everybody who can read motions or hand them in; own due days."""
    for window in MotionWindow.objects.filter(closes_at__date__range=(first, last)).select_related(
        "session__term"
    ):
        url = reverse("motions:desk")
        yield CalendarEntry(window.closes_at, window.closes_at, f"{window.session} 提案征集截止", "提案", url)
    for row in waiting_for(user, first):
        if row.due_on and first <= row.due_on <= last:
            url = reverse("motions:motion_detail", args=[row.motion.pk])
            yield CalendarEntry(row.due_on, row.due_on, f"{row.words}：{row.motion.title}", "提案", url)


def motions_due(today: dt.date, horizon: dt.date) -> Iterable[Due]:
    """Open motions whose present holder has a day up to ``horizon``; departments by their unit."""
    del today
    rows = Motion.objects.filter(due_on__lte=horizon, is_history=False).exclude(state__in=ENDED)
    base = reverse("motions:motion_detail", args=[0]).replace("/0/", "/{}/")
    for motion in rows.select_related("mover").iterator(chunk_size=500):
        party = BALL[MotionState(motion.state)]
        if party not in (Party.LEAD, Party.ASSIST) and motion.due_on is not None:
            yield Due(
                f"motion:{motion.pk}:{party}", motion.due_on, f"提案“{motion.title}”待{WORDS[motion.state]}",
                base.format(motion.pk), right=_PARTY_RIGHT.get(party), user_ids=_people(motion, party),
            )  # fmt: skip
    yield from _department_dues(horizon, base)


def _people(motion: Motion, party: Party) -> tuple[int, ...]:
    if party == Party.LEADER and motion.leader_id:
        return (motion.leader_id,)
    if party in (Party.MOVER, Party.RATER) and motion.mover.user_id:
        return (motion.mover.user_id,)
    return ()


def _department_dues(horizon: dt.date, base: str) -> Iterator[Due]:
    """One row per department that holds the ball: 分办 has several, countersigning those who have not yet."""
    lead = [state for state, party in BALL.items() if party == Party.LEAD]
    turn = Q(role=UnitRole.LEAD, motion__state__in=lead) | Q(
        role=UnitRole.ASSIST, motion__state=MotionState.COUNTERSIGNING, countersigned_at=None
    )
    units = MotionUnit.objects.filter(
        turn, in_force=True, round=F("motion__round"), motion__due_on__lte=horizon
    ).select_related("motion")
    for unit in units.iterator(chunk_size=500):
        motion = unit.motion
        if motion.due_on is not None:
            yield Due(
                f"motion:{motion.pk}:{unit.role}:{unit.pk}", motion.due_on,
                f"提案“{motion.title}”待{WORDS[motion.state]}",
                base.format(motion.pk), right=Right.ANSWER_MOTIONS, department_id=unit.department_id,
            )  # fmt: skip


REMINDERS = ReminderRule(
    "提案办理",
    motions_due,
    (
        Step(-7), Step(-1), Step(0), Step(1, ("handler", "office_staff"), working=True),
        Step(5, ("office_staff", "chair"), working=True),
        Step(10, ("office_staff", "chair", "leadership"), working=True),
    ),
    basis="医院职代会提案办理办法的通行做法：到期前提醒，逾期逐级督办",
)  # fmt: skip
