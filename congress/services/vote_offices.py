"""From the ballot box into office: candidates come from a 换届, its result goes back there."""

from __future__ import annotations

from django.db import transaction

from congress.choices.ballots import PollState
from congress.choices.votes import Outcome
from congress.models import BodyElection, Candidate, Vote
from congress.rules.bodies import Counts
from congress.services import bodies
from congress.services.polls import require_manager
from union.accounts.models import User
from union.common.dates import day_of
from union.common.errors import DomainError


def copy_candidates(vote: Vote) -> int:
    """Put the candidates of the 换届 on the list of ``vote``, each once; in the caller's transaction."""
    if vote.body_election is None or not vote.is_election:
        return 0
    rows = vote.body_election.candidates.select_related("member").order_by("id")
    seen: dict[str, Candidate] = {}
    for row in rows:
        note = row.get_office_display()
        found = Candidate(
            vote=vote, member=row.member, name=row.member.name, note=note, position=len(seen) + 1
        )
        seen.setdefault(row.member.name, found)
    Candidate.objects.bulk_create(seen.values())
    return len(seen)


@transaction.atomic
def hand_over(vote: Vote, *, actor: User) -> BodyElection:
    """Enter the result at the 换届, whose `take_office` makes the winners officers after the approval.

    Raises:
        NotPermittedError: not the office.
        DomainError: no 换届, not all seats filled in one round, or see bodies.record_result.
        TransitionError: the 换届 does not wait for a result.
    """
    require_manager(actor)
    election, poll = vote.body_election, vote.poll
    if election is None:
        raise DomainError("这次选举没有对应的换届，当选名单请在任职页面办理")
    if poll.state != PollState.DECIDED or vote.outcome != Outcome.COMPLETE or vote.round > 1:
        raise DomainError("一轮全部选出的结果才能直接转入换届；分几轮选出的请在换届页面按计票报告登记")
    numbers = dict(vote.candidates.filter(member__isnull=False).values_list("member_id", "yes"))
    votes = {row.pk: numbers.get(row.member_id, 0) for row in election.candidates.all()}
    counts = Counts(poll.entitled, poll.present, poll.present, vote.ballots, vote.ballots - vote.invalid)
    assert poll.closed_at is not None  # it is decided
    held_on = day_of(poll.closed_at)
    return bodies.record_result(election, held_on=held_on, counts=counts, votes=votes, actor=actor)
