"""Which parties a user is for a motion, and what he may therefore do. Nobody decides on his own motion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from congress.choices.motions import Arrangement, MotionAction, MotionState, Party, UnitRole
from congress.models import Mandate, Motion, MotionUnit, Session
from congress.rules.motions_table import FLOW, PARTY_RIGHTS, Arrow, allows
from members.models import Member
from union.accounts.models import User
from union.common.dates import today
from union.organisation.choices import Right

_DECIDING = frozenset({Party.COMMITTEE, Party.OFFICE, Party.LEADER})


def member_id_of(user: User) -> int | None:
    """The user's own record in the registry, or None."""
    return Member.objects.unmerged().filter(user_id=user.pk).values_list("pk", flat=True).first()


def has_mandate(member_id: int | None, term_id: int, day: dt.date | None = None) -> bool:
    """Say whether the member is a full delegate of the term on ``day`` (default today)."""
    if member_id is None:
        return False
    held = Mandate.objects.in_office(day or today()).filter(term_id=term_id, member_id=member_id)
    return held.exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is to one motion; ``units`` are the departments he answers for, by role."""

    parties: frozenset[Party]
    member_id: int | None = None
    leads: tuple[MotionUnit, ...] = field(default=())
    assists: tuple[MotionUnit, ...] = field(default=())

    def may(self, arrow: Arrow) -> bool:
        """Say whether one of the arrow's parties is this user."""
        return any(party in self.parties for party in arrow.parties)

    @property
    def is_author(self) -> bool:
        """Mover or co-mover."""
        return Party.RATER in self.parties


def standing_of(user: User, motion: Motion) -> Standing:
    """Work out the parties of ``user`` for ``motion``; three queries at most."""
    mine = member_id_of(user)
    authors = {motion.mover_id, *motion.papers.values_list("mover_id", flat=True)}
    parties: set[Party] = set()
    if mine is not None and mine == motion.mover_id:
        parties.add(Party.MOVER)
    if mine is not None and mine in authors:
        parties.add(Party.RATER)
    if mine is not None and motion.seconders.filter(member_id=mine).exists():
        parties.add(Party.SECONDER)
    leads, assists = _own_units(user, motion)
    parties |= {Party.LEAD} if leads else set()
    parties |= {Party.ASSIST} if assists else set()
    if Party.RATER not in parties:
        parties |= set(_deciding(user, motion))
    return Standing(frozenset(parties), mine, tuple(leads), tuple(assists))


def _deciding(user: User, motion: Motion) -> Iterable[Party]:
    for party in _DECIDING:
        holds = any(user.access.scope(right).everything for right in PARTY_RIGHTS[party])
        if holds and (party != Party.LEADER or motion.leader_id == user.pk):
            yield party


def _own_units(user: User, motion: Motion) -> tuple[list[MotionUnit], list[MotionUnit]]:
    """Departments in force that the user answers for: (leading, assisting)."""
    scope = user.access.scope(Right.ANSWER_MOTIONS)
    if scope.empty:
        return [], []
    rows = motion.units.filter(in_force=True, round=motion.round).select_related("department")
    mine = [u for u in rows if scope.everything or u.department_id in scope.department_ids]
    return (
        [u for u in mine if u.role == UnitRole.LEAD],
        [u for u in mine if u.role == UnitRole.ASSIST],
    )


def arrows_for(user: User, motion: Motion, standing: Standing | None = None) -> list[Arrow]:
    """Arrows the table has here and the user may take, in the table's order."""
    here = standing or standing_of(user, motion)
    return [
        arrow for arrow in FLOW.arrows
        if allows(arrow, motion.state, motion.filing) and here.may(arrow) and _has_turn(arrow, here, motion)
    ]  # fmt: skip


def _has_turn(arrow: Arrow, standing: Standing, motion: Motion) -> bool:
    """Leave out what this very user has done already or cannot do yet, so that no button is refused."""
    check = _TURNS.get(arrow.action)
    return check is None or check(motion, standing)


def _rates(motion: Motion, standing: Standing) -> bool:
    rated = motion.ratings.filter(round=motion.round)
    return not standing.is_author or not rated.filter(member_id=standing.member_id or 0).exists()


def _countersigns(motion: Motion, standing: Standing) -> bool:
    del motion
    return any(unit.countersigned_at is None for unit in standing.assists)


def _declines(motion: Motion, standing: Standing) -> bool:
    del standing
    return not motion.decline_refused and not (motion.due_on and today() > motion.due_on)


def _closes(motion: Motion, standing: Standing) -> bool:
    """Without a rating a case may be closed only when the time for rating is over."""
    del standing
    return motion.state != MotionState.DELIVERED or bool(motion.due_on and today() > motion.due_on)


def _answers(motion: Motion, standing: Standing) -> bool:
    if motion.arrangement != Arrangement.SEPARATE:
        return True
    current = motion.replies.filter(is_current=True, round=motion.round)
    answered = set(current.values_list("unit_id", flat=True))
    return any(unit.pk not in answered for unit in standing.leads)


_TURNS: dict[MotionAction, Callable[[Motion, Standing], bool]] = {
    MotionAction.RATE: _rates,
    MotionAction.COUNTERSIGN: _countersigns,
    MotionAction.DECLINE: _declines,
    MotionAction.CLOSE: _closes,
    MotionAction.ANSWER: _answers,
    MotionAction.FILE: lambda motion, _standing: not motion.is_late,
}


def may_move(user: User, session: Session) -> bool:
    """Hand in a motion for ``session``: full delegates of its term with a mandate today."""
    return has_mandate(member_id_of(user), session.term_id)


def may_edit(user: User, motion: Motion) -> bool:
    """Change the text: the mover, while it is a draft or was returned."""
    return motion.state in ("draft", "returned") and motion.mover_id == member_id_of(user)


def may_correct(standing: Standing, motion: Motion) -> bool:
    """Correct a text: committee or office before the decision, the office an old ledger's; nobody his own."""
    if standing.is_author:
        return False
    if motion.is_history:
        return Party.OFFICE in standing.parties
    before = motion.state in (MotionState.SUBMITTED, MotionState.RETURNED, MotionState.REVIEWING)
    return before and Party.COMMITTEE in standing.parties


def sees_author(user: User, motion: Motion, standing: Standing | None = None) -> bool:
    """Say whether the mover's name is shown: not of a confidential motion, but to himself and the office."""
    if not motion.is_confidential:
        return True
    here = standing or standing_of(user, motion)
    return here.is_author or Party.SECONDER in here.parties or user.access.can(Right.FILE_MOTIONS)


def hidden_movers(user: User, motion: Motion, standing: Standing | None = None) -> list[Member]:
    """Movers of the case whose names ``user`` does not see; he sees his own, and the office all."""
    hidden = [] if sees_author(user, motion, standing) else [motion.mover]
    if user.access.can(Right.FILE_MOTIONS):
        return hidden
    papers = motion.papers.filter(is_confidential=True).exclude(mover__user_id=user.pk)
    return [*hidden, *(paper.mover for paper in papers.select_related("mover"))]


def sees_reply_drafts(user: User, standing: Standing) -> bool:
    """Say whether replies are shown before delivery: those who write, sign or file, never the mover."""
    if standing.is_author:
        return False
    writing = {Party.LEAD, Party.ASSIST, Party.LEADER, Party.OFFICE}
    return bool(writing & standing.parties) or user.access.can(Right.FILE_MOTIONS)
