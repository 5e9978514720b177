"""200 voters, three choices, an attacker with everything: chance. The naive twin gives everything away."""

import random
import subprocess
import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from congress.models import Poll
from congress.rules.ballots import voter_key
from congress.services import votes
from congress.services.votes import ITEM
from tests.factories import officer
from tests.factories_ballots import a_session, delegates, passphrases, prepared
from tests.faults.ballot_attacker import CHOICES, TOGETHER, Attacker, Evidence, Target
from tests.servers import postgres_account, postgres_program

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 200
CHANCE = 86  # 200 / 3 + 3 sigma (20.0), for his one best guess
LUCK = 93  # + 4 sigma: the luckiest of some 25 single ways, of which he cannot know which it is
OURS = Target(
    ("congress_ballotmark", "voter"),
    [("congress_sealedballot", "content"), ("congress_openedballot", "content")],
)
NAIVE = Target(("naive_mark", "voter"), [("naive_ballot", "content")])
SIDE_TABLES = {
    "sessions": "SELECT 'u' || user_id FROM accounts_usersession WHERE user_id > 0 ORDER BY last_seen_at",
    "logins": "SELECT 'u' || user_id FROM accounts_loginevent ORDER BY at",
    "audit": "SELECT 'u' || actor_id FROM common_auditevent WHERE actor_id IS NOT NULL ORDER BY seq",
}


@pytest.fixture(autouse=True)
def _all_of_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("row versions are PostgreSQL's; SQLite has none after VACUUM")
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")


def dump() -> str:
    """A plain backup as it is now."""
    values = connection.settings_dict
    command = [postgres_program("pg_dump"), "-h", values["HOST"], "-U", values["USER"], values["NAME"]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/", **postgres_account())
    return done.stdout


def choices_for(keys):
    """A choice for each voter, all three equally often, so that guessing the majority does not help."""
    rng = random.Random(7)
    words = [CHOICES[number % 3] for number in range(len(keys))]
    rng.shuffle(words)
    return dict(zip(keys, words, strict=True))


def attack(target, truth, dumps, orders):
    with connection.cursor() as cursor:
        scores = Attacker(target, Evidence(cursor, dumps, orders)).score(truth)
    print(sorted(scores.items(), key=lambda pair: -pair[1])[:5])
    return scores


def assert_no_better_than_chance(scores):
    assert scores[TOGETHER] <= CHANCE, scores
    assert max(scores.values()) <= LUCK, scores


def side_orders():
    with connection.cursor() as cursor:
        found = {}
        for name, sql in SIDE_TABLES.items():
            cursor.execute(sql)
            found[name] = [row[0] for row in cursor.fetchall()]
    return found


def test_nobody_learns_who_voted_what(caplog):
    caplog.set_level("DEBUG")
    office = officer()
    session = a_session()
    users = [each.member.user for each in delegates(session, VOTERS)]
    vote = votes.open_vote(prepared(session, office=office), actor=office)
    truth = choices_for([voter_key(user.pk) for user in users])
    order = list(users)
    random.Random(3).shuffle(order)  # they come as they like
    dumps = []
    for number, user in enumerate(order):
        client = Client()
        client.force_login(user)
        answer = client.post(reverse("congress:vote_cast", args=[vote.pk]), {ITEM: truth[voter_key(user.pk)]})
        assert "核对号" in answer.content.decode()
        if number % 50 == 49:
            dumps.append(dump())
    known = {"the door": [voter_key(user.pk) for user in order]}  # somebody stood there and wrote them down
    during = attack(OURS, truth, dumps, known | side_orders())
    assert_no_better_than_chance(during)

    votes.close_vote(vote, passphrases(vote.poll), actor=office)
    poll = Poll.objects.get(pk=vote.poll_id)
    assert poll.rewritten_at is not None
    assert poll.online_ballots == VOTERS
    dumps.append(dump())
    after = attack(OURS, truth, dumps, known | side_orders())
    assert_no_better_than_chance(after)
    assert len(after) > len(SIDE_TABLES) * 2
    assert not [user.username for user in users if user.username in caplog.text]
    assert poll.private_key is None


def test_the_naive_twin_gives_everything_away():
    """Two tables without a link, random keys, no times: what EvaP and others had (security research §0.1)."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_mark (voter varchar(70) PRIMARY KEY)")
        cursor.execute("CREATE TABLE naive_ballot (id uuid PRIMARY KEY, content text)")
    keys = [f"u{number}" for number in range(1, VOTERS + 1)]
    truth = choices_for(keys)
    random.Random(3).shuffle(keys)
    dumps = []
    for number, key in enumerate(keys):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO naive_mark VALUES (%s)", [key])
            cursor.execute("INSERT INTO naive_ballot VALUES (%s, %s)", [uuid.uuid4(), truth[key]])
        if number % 50 == 49:
            dumps.append(dump())
    scores = attack(NAIVE, truth, dumps, {"the door": keys})
    found = {name: right for name, right in scores.items() if right >= 180}
    ways = {name.split()[0] for name in found}
    assert {"xmin", "ctid", "dead", "lines", "order"} <= ways, scores
    assert scores[TOGETHER] >= 180
    assert scores["id naive_ballot"] <= LUCK  # random keys do help against this one way
