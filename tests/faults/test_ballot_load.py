"""300 delegates vote within a minute on two web processes; one of them is killed in the middle."""

import os
import signal
import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from congress.models import BallotMark, Poll, SealedBallot
from congress.services import votes
from tests.factories import officer
from tests.factories_ballots import a_session, delegates, passphrases, prepared
from tests.faults.ballot_crowd import Crowd, Web
from tests.faults.crew import database_url

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS, SECONDS, KILLED_AT = 300, 50, 20
CHOICES = ("yes", "no", "abstain")
QUIET, CPU_SECONDS = 2.5, 40  # 20 s measured beside other work (load 12); two cores have 100 s in this time


def session_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def web(tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("two web processes need PostgreSQL")
    server = Web(tmp_path, database_url())
    yield server
    server.stop()


def test_three_hundred_vote_within_a_minute(web):
    office = officer()
    session = a_session()
    sessions = [session_of(each.member.user) for each in delegates(session, VOTERS)]
    vote = votes.open_vote(prepared(session, office=office), actor=office)
    chosen = [CHOICES[number % 3] for number in range(VOTERS)]
    crowd = Crowd(web, reverse("congress:vote_cast", args=[vote.pk]))
    victim = web.workers()[0]
    others = os.getloadavg()[0]  # what else computes on this machine
    timer = threading.Timer(KILLED_AT, os.kill, (victim, signal.SIGKILL))
    timer.start()
    crowd.come(sessions, chosen, within=SECONDS)
    timer.join()
    p95 = crowd.percentile(0.95)
    facts = {"p95": p95, "slowest": max(crowd.seconds), "cpu": web.cpu_seconds(), "load": others}
    print(facts, f"broken {crowd.broken}, told twice {len(crowd.told_twice)}")
    assert crowd.strange == []
    assert victim not in web.workers()
    assert len(crowd.trackers) + len(crowd.told_twice) == VOTERS
    assert BallotMark.objects.count() == SealedBallot.objects.count() == VOTERS
    assert web.cpu_seconds() < CPU_SECONDS
    if others < QUIET:  # beside other work the answer times say nothing about the product
        assert p95 < 1
    votes.close_vote(vote, passphrases(vote.poll), actor=office)
    poll = Poll.objects.get(pk=vote.poll_id)
    assert poll.online_tally["counts"]["item"] == Counter(chosen)
    assert set(crowd.trackers.values()) <= set(poll.trackers)
    assert len(poll.trackers) == VOTERS
