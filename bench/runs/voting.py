"""An open secret vote with so many delegates, each with a session; prints address and cookies."""

import datetime as dt
import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.urls import reverse

from bench.runs.start import report
from congress.choices.ballots import PollState, TellerRole
from congress.choices.votes import VoteKind
from congress.models import Poll, PollTeller, Session, Term, Vote
from congress.rules.ballots import Voter, voter_key
from congress.services import polls
from congress.services.votes import ballot_form
from union.accounts.models import User
from union.common.dates import today


def prepare(count: int) -> dict[str, Any]:
    """Make users, a vote, its roll; open it."""
    users = User.objects.bulk_create(User(username=f"v{n}", display_name=f"代表{n}") for n in range(count))
    day = today()
    term = Term.objects.create(number=9, starts_on=day, ends_on=day + dt.timedelta(days=1000))
    session = Session.objects.create(term=term, number=1, opens_on=day, closes_on=day)
    poll = Poll.objects.create(title="表决")
    vote = Vote.objects.create(poll=poll, session=session, kind=VoteKind.ITEM)
    for user in users[:2]:
        teller = PollTeller.objects.create(poll=poll, user=user, role=TellerRole.SUPERVISOR)
        polls.set_passphrase(teller, f"监票人口令{user.pk}不作实际使用", actor=user)
    with transaction.atomic():
        opened = polls.open_poll(
            poll, ballot_form(vote), [Voter(voter_key(user.pk), user.pk) for user in users], actor=users[0]
        )
    assert opened.state == PollState.OPEN
    return {
        "path": reverse("congress:vote_cast", args=[vote.pk]),
        "cookies": [_session(user) for user in users],
    }


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


if __name__ == "__main__":
    report(prepare(int(sys.argv[1])))
