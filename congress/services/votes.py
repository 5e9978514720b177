"""Votes and elections: prepared, opened on a snapshot of who is entitled and present, decided, repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.choices.votes import Base, Choice, Electorate, Outcome, Standing, Threshold, VoteKind
from congress.models import AgendaItem, Candidate, Poll, PollTeller, Vote
from congress.rules import ballots as ballot_rules
from congress.rules import votes as rules
from congress.rules.fractions import in_words, reaches
from congress.selectors.attendance import quorum_rule
from congress.selectors.rules import ballot_defaults
from congress.selectors.votes import voters_of
from congress.services import ballots, counts, polls
from congress.services.polls import require_manager
from congress.services.vote_offices import copy_candidates
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError

ITEM = "item"  # key of the one question of a vote on an item
_POLL_FIELDS = ("title", "mode", "allow_paper", "closes_at")


@transaction.atomic
def create_vote(values: Mapping[str, Any], *, actor: User) -> Vote:
    """Prepare a vote. ``values``: fields of Vote and of Poll (title, mode, allow_paper, closes_at).

    Raises:
        NotPermittedError, DomainError: not the office; see `_checked`.
    """
    require_manager(actor)
    poll_values, vote_values = _checked(values)
    minimum = max(int(ballot_defaults(today())["minimum"]), ballot_rules.MINIMUM)
    poll = Poll.objects.create(minimum=minimum, **poll_values)
    vote = Vote.objects.create(poll=poll, **vote_values)
    copy_candidates(vote)
    audit.record(AuditAction.CREATE, vote, actor=actor, changes={"title": [None, poll.title]})
    return vote


@transaction.atomic
def edit_vote(vote: Vote, version: int, values: Mapping[str, Any], *, actor: User) -> Vote:
    """Change a vote that is not open yet.

    Raises:
        NotPermittedError, DomainError: not the office; open already; see `_checked`.
        StaleError: somebody saved meanwhile.
    """
    require_manager(actor)
    poll = _draft(vote)
    poll_values, vote_values = _checked(values)
    old = Vote.objects.get(pk=vote.pk)
    for name, value in poll_values.items():
        setattr(poll, name, value)
    poll.save(update_fields=list(poll_values))
    for name, value in vote_values.items():
        setattr(vote, name, value)
    vote.save_version(version, vote_values)
    changes = audit.changes_between(old, vote, [name for name in vote_values if name != "wording"])
    audit.record(AuditAction.UPDATE, vote, actor=actor, changes=changes)
    return vote


def _checked(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of the poll, and of the vote.

    Raises:
        DomainError: an election by hand or without seats; delegates without a session; see rules.check_item.
    """
    mine = dict(values)
    poll_values = {name: mine.pop(name) for name in _POLL_FIELDS if name in mine}
    if mine["kind"] == VoteKind.ITEM:
        mine["seats"] = 0
    elif not mine.get("seats"):
        raise DomainError("选举须填写应选名额", field="seats")
    elif poll_values["mode"] != VoteMode.SECRET:
        raise DomainError("选举采用无记名投票（《工会基层组织选举工作暂行条例》）", field="mode")
    if mine.get("electorate", Electorate.DELEGATES) == Electorate.DELEGATES and mine.get("session") is None:
        raise DomainError("职工代表的表决须选择所属会议", field="session")
    _check_item(
        mine["kind"], mine.get("agenda_item"), mode=poll_values["mode"], base=mine.get("base", Base.ENTITLED),
        threshold=mine.get("threshold", Threshold.MORE_THAN_HALF),
    )  # fmt: skip
    if poll_values["mode"] != VoteMode.SECRET:
        poll_values["allow_paper"] = False
    return poll_values, mine


def _check_item(kind: str, item: AgendaItem | None, **how: str) -> None:
    if kind == VoteKind.ITEM and item is not None:
        rules.check_item(must_pass=item.must_pass, is_vital=item.is_vital, **how)


@transaction.atomic
def add_candidate(
    vote: Vote, *, name: str, actor: User, member: Member | None = None, note: str = ""
) -> Candidate:
    """Put a candidate on the list.

    Raises:
        NotPermittedError, DomainError: not the office; open already; no election; the name is there already,
            or is that of a teller (监票人、计票人不得由候选人担任).
    """
    require_manager(actor)
    _draft(vote)
    name = member.name if member else name.strip()
    if not vote.is_election or not name:
        raise DomainError("请填写候选人姓名", field="name")
    if vote.candidates.filter(name=name).exists():
        raise DomainError(f"“{name}”已在候选人名单上；同名的请在姓名后注明科室", field="name")
    if member and member.user_id and vote.poll.tellers.filter(user_id=member.user_id).exists():
        raise DomainError(f"“{name}”是本次选举的监票人或计票人，候选人不能担任", field="name")
    candidate = Candidate.objects.create(
        vote=vote, name=name, member=member, note=note.strip(), position=vote.candidates.count() + 1
    )
    audit.record(AuditAction.UPDATE, vote, actor=actor, changes={"candidate": [None, name]})
    return candidate


@transaction.atomic
def remove_candidate(candidate: Candidate, *, actor: User) -> None:
    """Take a candidate off before the opening.

    Raises:
        NotPermittedError, DomainError: not the office; open already.
    """
    require_manager(actor)
    _draft(candidate.vote)
    audit.record(
        AuditAction.UPDATE, candidate.vote, actor=actor, changes={"candidate": [candidate.name, None]}
    )
    candidate.delete()


def ballot_form(vote: Vote) -> ballot_rules.BallotForm:
    """What stands on the ballot of ``vote``."""
    options = tuple((str(value), str(label)) for value, label in Choice.choices)
    if not vote.is_election:
        return ballot_rules.BallotForm((ballot_rules.Question(ITEM, vote.poll.title, options),))
    questions = tuple(
        ballot_rules.Question(each.key, each.name, options, group=each.note) for each in vote.candidates.all()
    )
    return ballot_rules.BallotForm(questions, vote.seats, vote.seats if vote.write_in else 0)


@transaction.atomic
def open_vote(vote: Vote, *, actor: User) -> Vote:
    """Freeze who is entitled and present, say how many yeses are needed, open the box.

    Raises:
        NotPermittedError: not the office.
        DomainError: no quorum, the number of candidates is wrong, or see polls.open_poll; the item has
            changed since and cannot be voted on like this.
    """
    require_manager(actor)
    poll = _draft(vote)
    _check_item(vote.kind, vote.agenda_item, mode=poll.mode, base=vote.base, threshold=vote.threshold)
    if vote.is_election:
        rules.check_candidates(vote.kind, seats=vote.seats, candidates=vote.candidates.count())
    voters = voters_of(vote)
    present = sum(voter.is_present for voter in voters)
    quorum = quorum_rule(vote.session)
    if not reaches(present, len(voters), quorum["least"]):
        raise DomainError(
            f"应到 {len(voters)} 人，实到 {present} 人，不足{in_words(quorum['least'])}，不能表决"
            f"（{quorum['basis']}）"
        )
    poll = polls.open_poll(vote.poll, ballot_form(vote), voters, actor=actor)
    vote.needed = rules.votes_needed(
        rules.base_number(vote.base, entitled=poll.entitled, present=poll.present, valid=0), vote.threshold
    )
    vote.version += 1
    vote.save(update_fields=["needed", "version"])
    vote.poll = poll
    return vote


@transaction.atomic
def close_vote(vote: Vote, passphrases: Mapping[int, str], *, actor: User) -> Vote:
    """End a secret or named vote. Without paper the result stands at once, else the paper is counted first.

    Raises:
        see ballots.close_box.
    """
    if vote.poll.mode == VoteMode.HANDS:
        raise DomainError("举手表决请录入清点结果")
    vote.poll = poll = ballots.close_box(vote.poll, passphrases, actor=actor)
    if poll.state == PollState.COUNTING and not poll.paper_issued:
        return decide_vote(vote, actor=actor)
    return vote


@transaction.atomic
def count_paper(vote: Vote, count: counts.Count, *, actor: User) -> bool:
    """Enter the paper; when two have counted the same the result stands. Return whether it does.

    Raises:
        see counts.enter_paper_count.
    """
    if not counts.enter_paper_count(vote.poll, count, actor=actor):
        return False
    decide_vote(vote, actor=actor)
    return True


@transaction.atomic
def count_hands(vote: Vote, *, yes: int, no: int, abstain: int, actor: User) -> Vote:
    """Enter raised hands: the vote ends and the result stands.

    Raises:
        see counts.enter_hands, ballots.close_box.
    """
    counts.enter_hands(vote.poll, yes=yes, no=no, abstain=abstain, actor=actor)
    ballots.close_box(vote.poll, {}, actor=actor)
    return decide_vote(vote, actor=actor)


def decide_vote(vote: Vote, *, actor: User) -> Vote:
    """Work out the result of a counted vote and write it down for good; in the caller's transaction.

    Raises:
        TransitionError: not counted, or decided already.
    """
    poll = polls.lock_poll(vote.poll)
    ballot_rules.check_step(poll.state, PollState.DECIDED)
    tally = ballots.tally_of(poll.online_tally).plus(ballots.tally_of(poll.paper_tally))
    if poll.mode == VoteMode.NAMED:
        tally = counts.named_tally(poll)
    total = rules.base_number(vote.base, entitled=poll.entitled, present=poll.present, valid=tally.valid)
    vote.needed = rules.votes_needed(total, vote.threshold)
    vote.ballots, vote.invalid = tally.ballots, tally.invalid
    if vote.is_election:
        outcome = _place_candidates(vote, tally)
    else:
        vote.yes, vote.no, vote.abstain = (tally.of(ITEM, answer) for answer in Choice.values)
        outcome = rules.item_outcome(vote.yes, total, vote.threshold)
    enough = vote.electorate == Electorate.DELEGATES or reaches(
        tally.ballots, poll.entitled, rules.MEMBERS_LEAST
    )
    vote.outcome = outcome if enough else Outcome.NO_QUORUM
    if not enough:
        vote.candidates.update(standing=Standing.NOT_ELECTED)
    vote.version += 1
    vote.save()
    poll.state = PollState.DECIDED
    poll.version += 1
    poll.save(update_fields=["state", "version"])
    audit.record(
        AuditAction.STEP,
        vote,
        actor=actor,
        changes={"outcome": [None, vote.outcome], "yes": [None, vote.yes], "needed": [None, vote.needed]},
    )
    vote.poll = poll
    return vote


def _place_candidates(vote: Vote, tally: ballot_rules.Tally) -> Outcome:
    for position, (name, times) in enumerate(sorted(tally.write_ins.items()), start=1):
        Candidate.objects.create(vote=vote, name=name, is_write_in=True, yes=times, position=position)
    rows = {each.key: each for each in vote.candidates.all()}
    for key, row in rows.items():
        if not row.is_write_in:
            row.yes, row.no, row.abstain = (tally.of(key, answer) for answer in Choice.values)
    runners = [rules.Runner(key, row.yes) for key, row in rows.items()]
    outcome, placed = rules.election_result(runners, seats=vote.seats, needed=vote.needed)
    for each in placed:
        rows[each.key].rank, rows[each.key].standing = each.rank, each.standing
    Candidate.objects.bulk_update(rows.values(), ["yes", "no", "abstain", "rank", "standing"])
    return outcome


@transaction.atomic
def repeat_vote(vote: Vote, *, actor: User) -> Vote:
    """Prepare the next round as a vote of its own: a tie among the tied, open seats among the others.

    Raises:
        NotPermittedError: not the office.
        DomainError: not over yet, nothing is left to elect, or repeated already.
    """
    require_manager(actor)
    if vote.poll.state not in (PollState.DECIDED, PollState.VOID):
        raise DomainError("本次投票还没有结束，不能重新投票")
    if Vote.objects.filter(repeats=vote).exists():
        raise DomainError("这次投票已经安排了下一轮，请到下一轮办理")
    seats, again = _left_over(vote)
    old = vote.poll
    poll = Poll.objects.create(
        title=old.title, mode=old.mode, allow_paper=old.allow_paper, minimum=old.minimum
    )
    PollTeller.objects.bulk_create(
        PollTeller(poll=poll, user_id=each.user_id, role=each.role) for each in old.tellers.all()
    )
    kind = vote.kind
    if vote.is_election:
        kind = VoteKind.EQUAL if len(again) == seats else VoteKind.SURPLUS
    fresh = Vote.objects.create(
        poll=poll, session=vote.session, agenda_item=vote.agenda_item, kind=kind, electorate=vote.electorate,
        base=vote.base, threshold=vote.threshold, seats=seats, write_in=vote.write_in, wording=vote.wording,
        document=vote.document, body_election=vote.body_election, repeats=vote, round=vote.round + 1,
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(vote=fresh, name=each.name, member=each.member, note=each.note, position=number)
        for number, each in enumerate(again, start=1)
    )
    audit.record(AuditAction.CREATE, fresh, actor=actor, changes={"round": [vote.round, fresh.round]})
    return fresh


def _left_over(vote: Vote) -> tuple[int, list[Candidate]]:
    """(seats still to fill, candidates of the next round)."""
    if not vote.is_election:
        return 0, []
    rows = list(vote.candidates.order_by("-yes", "position"))
    won = [each for each in rows if each.standing == Standing.ELECTED]
    if vote.poll.state == PollState.VOID or vote.outcome == Outcome.NO_QUORUM:
        return vote.seats, [each for each in rows if not each.is_write_in]
    seats = vote.seats - len(won)
    if seats < 1:
        raise DomainError("应选名额已经选满，不需要再次投票")
    tied = [each for each in rows if each.standing == Standing.TIED]
    return seats, tied or [each for each in rows if each not in won]


def winners(vote: Vote) -> list[Candidate]:
    """Who was elected in this round, most votes first."""
    return list(vote.candidates.filter(standing=Standing.ELECTED).order_by("-yes", "position"))


@transaction.atomic
def name_teller(vote: Vote, user: User, role: TellerRole, *, actor: User) -> PollTeller:
    """Make ``user`` a teller of this vote.

    Raises:
        DomainError: he is a candidate (监票人、计票人不得由候选人担任); or see polls.name_teller.
    """
    if vote.candidates.filter(member__user=user).exists():
        raise DomainError(f"{user} 是候选人，不能担任监票人或计票人", field="user")
    return polls.name_teller(vote.poll, user, role, actor=actor)


def _draft(vote: Vote) -> Poll:
    poll = polls.lock_poll(vote.poll)
    if poll.state != PollState.DRAFT:
        raise DomainError(f"“{poll.title}”目前是“{poll.get_state_display()}”，不能再修改")
    vote.poll = poll
    return poll
