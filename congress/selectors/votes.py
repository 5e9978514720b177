"""Votes: who sees which, who is entitled and present, what a voter has still to do."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from congress.choices.ballots import PollState
from congress.choices.terms import Stage, VoteMode
from congress.choices.votes import Electorate
from congress.models import (
    Attendance,
    BallotMark,
    Mandate,
    NamedBallot,
    Poll,
    PollTeller,
    RollEntry,
    Session,
    Vote,
)
from congress.permissions.ballots import sees_every_vote
from congress.rules.ballots import Voter, voter_key
from members.models import Member
from union.accounts.models import User
from union.common.dates import today


def _on_roll(user: User) -> Q:
    return Q(Exists(RollEntry.objects.filter(poll=OuterRef("poll"), user=user)))


def _counts_it(user: User) -> Q:
    return Q(Exists(PollTeller.objects.filter(poll=OuterRef("poll"), user=user)))


def votes_visible_to(user: User) -> QuerySet[Vote]:
    """Votes ``user`` may see: who sees the congress sees all, others those where they vote or count."""
    rows = Vote.objects.select_related("poll", "session__term", "agenda_item")
    return rows if sees_every_vote(user) else rows.filter(_on_roll(user) | _counts_it(user))


def delegates_of(session: Session, day: dt.date) -> QuerySet[Mandate]:
    """Delegates in office on ``day``: 应到. Observers and guests are none."""
    return Mandate.objects.in_office(day).filter(term_id=session.term_id)


def inside(session: Session, stage: str) -> set[int]:
    """Keys of the mandates that have come in at this stage and not left."""
    rows = Attendance.objects.filter(session=session, stage=stage, left_at=None, mandate__isnull=False)
    return {pk for pk in rows.values_list("mandate_id", flat=True) if pk is not None}


def delegates_as_voters(session: Session, stage: str) -> list[Voter]:
    """The roll of a vote in session: every delegate in office, marked whether he is in the room."""
    there = inside(session, stage)
    rows = delegates_of(session, today()).values_list(
        "pk", "member_id", "member__user_id", "appointment__user_id", "member__name", "delegation__name"
    )
    voters = []
    for pk, member_id, own, appointed, name, unit in rows:
        user_id = own or appointed
        key = voter_key(user_id, member_id)
        voters.append(Voter(key, user_id, name, unit or "", is_present=pk in there))
    return voters


def members_as_voters(vote: Vote) -> list[Voter]:
    """The roll of a members' election: all members, or those of the branch or group that elects."""
    rows = Member.objects.active().unmerged()
    election = vote.body_election
    if election is not None and election.branch_id:
        rows = rows.filter(branch_id=election.branch_id)
    if election is not None and election.group_id:
        rows = rows.filter(group_id=election.group_id)
    return [
        Voter(voter_key(user_id, pk), user_id, name, unit or "")
        for pk, user_id, name, unit in rows.values_list("pk", "user_id", "name", "department__name")
    ]


def voters_of(vote: Vote) -> list[Voter]:
    """The roll of ``vote`` as it would be now."""
    if vote.electorate == Electorate.MEMBERS or vote.session is None:
        return members_as_voters(vote)
    stage = vote.agenda_item.stage if vote.agenda_item else Stage.FORMAL
    return delegates_as_voters(vote.session, stage)


def has_voted(poll: Poll, voter: str) -> bool:
    """Say whether the voter's mark is there, or what he said by name."""
    if BallotMark.objects.filter(poll=poll, voter=voter).exists():
        return True
    by_name = NamedBallot.objects.filter(entry__poll=poll, entry__voter=voter)
    return poll.mode == VoteMode.NAMED and by_name.exists()


def polls_waiting_for(user: User) -> QuerySet[Poll]:
    """Open polls in which ``user`` may vote and has not."""
    mine = RollEntry.objects.filter(poll=OuterRef("pk"), user=user, is_present=True)
    marked = BallotMark.objects.filter(poll=OuterRef("pk"), voter=voter_key(user.pk))
    named = NamedBallot.objects.filter(entry__poll=OuterRef("pk"), entry__user=user)
    still = Q(closes_at=None) | Q(closes_at__gt=timezone.now())
    return Poll.objects.filter(still, Exists(mine), ~Exists(marked), ~Exists(named), state=PollState.OPEN)


def turnout(poll: Poll) -> tuple[int, int, int]:
    """(marked online, paper handed out, on the roll). Numbers only; who has voted is not shown while open."""
    paper = poll.marks.filter(on_paper=True).count()
    online = poll.marks.count() - paper + NamedBallot.objects.filter(entry__poll=poll).count()
    return online, paper, poll.entitled
