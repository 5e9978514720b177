"""Ballots that arrive together, and ballots that race the close; each with a twin without the lock."""

import threading
from functools import partial

import pytest
from django.db import connection, connections, transaction

from congress.choices.ballots import PollState
from congress.models import BallotMark, Poll, RollEntry, SealedBallot
from congress.rules.ballots import voter_key
from congress.services import ballots, votes
from congress.services.votes import ITEM
from tests.factories import officer
from tests.factories_ballots import a_session, delegates, passphrases, prepared
from tests.servers import wait_until
from union.common.errors import DomainError

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("needs two writers at once")


def at_once(*calls):
    """Run the calls in threads that start together; return what each came to."""
    gate, came = threading.Barrier(len(calls)), []

    def run(call):
        try:
            gate.wait()
            came.append(call())
        except DomainError as error:
            came.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def opened(count):
    office = officer()
    session = a_session()
    users = [each.member.user for each in delegates(session, count)]
    return votes.open_vote(prepared(session, office=office), actor=office), users, office


def test_sixty_posts_of_one_voter_are_one_ballot():
    vote, users, _office = opened(6)
    poll = Poll.objects.get(pk=vote.poll_id)
    key = voter_key(users[0].pk)
    for _ in range(3):
        at_once(*[lambda: ballots.cast_ballot(poll, key, {ITEM: "yes"})] * 20)
    assert BallotMark.objects.count() == SealedBallot.objects.count() == 1


def test_without_the_key_one_voter_has_many_ballots():
    """The twin: who looks before he writes, and has no primary key, lets several through."""
    vote, users, _office = opened(6)
    entry = RollEntry.objects.get(poll=vote.poll, user=users[0])
    inside = threading.Barrier(8)

    def careless():
        with transaction.atomic():
            voted = SealedBallot.objects.filter(poll=vote.poll, box=entry.voter).exists()
            inside.wait()
            if not voted:
                SealedBallot.objects.create(poll=vote.poll, box=entry.voter, content=b"")

    at_once(*[careless] * 8)
    assert SealedBallot.objects.count() == 8


def test_a_ballot_and_the_close_either_way_round():
    """Whoever is told a tracker is counted; whoever is told “截止” is not; nothing in between."""
    vote, users, office = opened(24)
    poll = Poll.objects.get(pk=vote.poll_id)
    for user in users[:6]:
        ballots.cast_ballot(poll, voter_key(user.pk), {ITEM: "yes"})
    words = passphrases(poll)
    keys = [voter_key(user.pk) for user in users[6:]]
    late = [partial(ballots.cast_ballot, poll, key, {ITEM: "no"}) for key in keys]
    came = at_once(*late[:9], lambda: votes.close_vote(vote, words, actor=office), *late[9:])
    trackers = {each for each in came if isinstance(each, str)}
    refused = [each for each in came if isinstance(each, DomainError)]
    assert all("截止" in str(each) for each in refused)
    assert len(trackers) + len(refused) == 18
    poll.refresh_from_db()
    assert trackers <= set(poll.trackers)
    assert poll.online_ballots == len(poll.trackers) == 6 + len(trackers) == BallotMark.objects.count()
    assert poll.rewritten_at is not None


def test_without_the_lock_a_ballot_is_lost_in_the_close():
    """The twin: who reads the state without the poll's lock is told “counted” and is not."""
    vote, users, office = opened(6)
    poll = Poll.objects.get(pk=vote.poll_id)
    for user in users[:5]:
        ballots.cast_ballot(poll, voter_key(user.pk), {ITEM: "yes"})
    words, read = passphrases(poll), threading.Event()

    def counted():
        return Poll.objects.get(pk=poll.pk).state != PollState.OPEN

    def careless():
        with transaction.atomic():
            assert not counted()
            read.set()
            wait_until(counted, what="the close has committed")
            SealedBallot.objects.create(poll=poll, content=b"")
            return "counted"

    def close():
        read.wait(20)
        return votes.close_vote(vote, words, actor=office)

    came = at_once(careless, close)
    assert "counted" in came
    poll.refresh_from_db()
    assert (poll.online_ballots, SealedBallot.objects.count()) == (5, 1)
