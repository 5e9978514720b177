"""等我办理: what waits for a user among motions, by party; one query a party, the same at every size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from congress.choices.motions import MotionState, Party, SecondState, UnitRole
from congress.choices.motions import MotionState as S
from congress.models import Motion, MotionRating, MotionUnit, Seconder
from congress.rules.motions_table import BALL
from union.accounts.models import User
from union.organisation.choices import Right
from union.organisation.rights import Scope

# What the holder of the ball is asked to do.
WORDS: dict[str, str] = {
    S.RETURNED: "按意见修改后重新提交", S.SECONDING: "附议已够，可以提交", S.SUBMITTED: "受理审查",
    S.REVIEWING: "审查、审定", S.REGISTERED: "呈分管领导批示", S.INSTRUCTING: "批示", S.INSTRUCTED: "交办",
    S.ASSIGNED: "签收或申请退回", S.DECLINED: "处理承办单位申退", S.HANDLING: "办理并提交答复",
    S.COUNTERSIGNING: "会签", S.DRAFTED: "签发答复", S.SIGNED: "送达提案人", S.DELIVERED: "评价答复",
    S.RATED: "结案", S.REDO: "交二次办理", S.TRACKED: "落实承诺", S.CLOSED: "归档",
}  # fmt: skip
_OFFICE = (S.SUBMITTED, S.REVIEWING, S.REGISTERED, S.INSTRUCTED, S.DECLINED, S.RATED, S.REDO, S.CLOSED)
_OFFICE_WORDS: dict[str, str] = {S.HANDLING: "答复延期申请", S.DELIVERED: "逾期未评价，可结案"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One motion that waits for the user, what for, and until when."""

    motion: Motion
    party: Party
    words: str
    due_on: dt.date | None


def waiting_for(user: User, today: dt.date, needed: int = 2) -> list[Waiting]:
    """Everything that waits for ``user``, soonest first; each motion once per party."""
    found = [row for find in _FINDERS for row in find(user, today, needed)]
    return sorted(found, key=lambda row: (row.due_on or dt.date.max, row.motion.pk))


def _rows(**where: object) -> QuerySet[Motion]:
    return Motion.objects.filter(is_history=False, **where).select_related("session__term").order_by("due_on")


def _not_own(rows: QuerySet[Motion], user: User) -> QuerySet[Motion]:
    """Nobody decides on his own motion, nor on a case his paper was merged into."""
    merged = Motion.objects.filter(merged_into=OuterRef("pk"), mover__user_id=user.pk)
    return rows.exclude(mover__user_id=user.pk).exclude(Exists(merged))


def _wait(rows: QuerySet[Motion], party: Party, words: str = "") -> Iterator[Waiting]:
    for motion in rows:
        yield Waiting(motion, party, words or WORDS[motion.state], motion.due_on)


def _mover(user: User, _today: dt.date, needed: int) -> Iterator[Waiting]:
    mine = _rows(mover__user_id=user.pk, state__in=(S.RETURNED, S.SECONDING))
    for motion in mine.prefetch_related("seconders"):
        if motion.state == S.RETURNED:
            yield Waiting(motion, Party.MOVER, WORDS[S.RETURNED], motion.due_on)
        elif sum(each.state == SecondState.ACCEPTED for each in motion.seconders.all()) >= needed:
            yield Waiting(motion, Party.MOVER, WORDS[S.SECONDING], None)


def _seconder(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    asked = Seconder.objects.filter(member__user_id=user.pk, state=SecondState.INVITED).values("motion")
    yield from _wait(_rows(state=S.SECONDING, pk__in=asked), Party.SECONDER, "答复是否附议")


def _committee(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    if not user.access.scope(Right.REVIEW_MOTIONS).everything:
        return
    open_ones = Q(state=S.SUBMITTED) | Q(state=S.REVIEWING, recommendation="")
    yield from _wait(_not_own(_rows().filter(open_ones), user), Party.COMMITTEE, "审查并提出意见")


def _office(user: User, today: dt.date, _needed: int) -> Iterator[Waiting]:
    if not user.access.scope(Right.FILE_MOTIONS).everything:
        return
    asked_for_time = Q(state=S.HANDLING, asked_until__isnull=False)
    not_rated = Q(state=S.DELIVERED, due_on__lt=today)
    rows = _rows().filter(Q(state__in=_OFFICE) | asked_for_time | not_rated)
    for motion in _not_own(rows, user):
        words = _OFFICE_WORDS.get(motion.state, WORDS[motion.state])
        yield Waiting(motion, Party.OFFICE, words, motion.due_on)


def _leader(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    if user.access.can(Right.SIGN_REPLIES):
        rows = _rows(leader=user, state__in=(S.INSTRUCTING, S.DRAFTED))
        yield from _wait(_not_own(rows, user), Party.LEADER)


def _departments(scope: Scope, role: UnitRole) -> QuerySet[MotionUnit]:
    units = MotionUnit.objects.filter(in_force=True, role=role, round=F("motion__round"))
    return units if scope.everything else units.filter(department__in=scope.department_ids)


def _lead(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    scope = user.access.scope(Right.ANSWER_MOTIONS)
    if scope.empty:
        return
    units = _departments(scope, UnitRole.LEAD)
    states = [state for state, party in BALL.items() if party == Party.LEAD]
    yield from _wait(_rows(state__in=states, pk__in=units.values("motion")), Party.LEAD)


def _assist(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    scope = user.access.scope(Right.ANSWER_MOTIONS)
    if scope.empty:
        return
    units = _departments(scope, UnitRole.ASSIST).filter(countersigned_at=None)
    yield from _wait(_rows(state=S.COUNTERSIGNING, pk__in=units.values("motion")), Party.ASSIST)


def _rater(user: User, _today: dt.date, _needed: int) -> Iterator[Waiting]:
    merged = Motion.objects.filter(merged_into=OuterRef("pk"), mover__user_id=user.pk)
    rated = MotionRating.objects.filter(
        motion=OuterRef("pk"), round=OuterRef("round"), member__user_id=user.pk
    )
    rows = _rows(state=MotionState.DELIVERED).filter(Q(mover__user_id=user.pk) | Exists(merged))
    yield from _wait(rows.exclude(Exists(rated)), Party.RATER)


_Finder = Callable[[User, dt.date, int], Iterator[Waiting]]
_FINDERS: tuple[_Finder, ...] = (_mover, _seconder, _rater, _lead, _assist, _leader, _committee, _office)
