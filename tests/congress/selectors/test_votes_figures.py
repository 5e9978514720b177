import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from congress.choices.ballots import PollState
from congress.choices.votes import Outcome, VoteKind
from congress.models import Appraisal, Poll, Vote
from tests.factories import officer
from union.common.registries import Period, figures, ledgers
from union.ledgers.selectors import query_from

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def poll(day, state=PollState.DECIDED):
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(0, 30)))
    return Poll.objects.create(title="表决", state=state, opened_at=at, closed_at=at, online_ballots=9)


def rows_behind(address, key):
    """How many rows the ledger shows under that address."""
    assert parse_qs(urlsplit(address).query)
    query = query_from(ledgers[key], officer(), QueryDict(urlsplit(address).query), None)
    return query.totals().rows


def test_each_figure_equals_the_rows_it_leads_to():
    for day, state, kind, outcome in (
        (dt.date(2025, 1, 1), PollState.DECIDED, VoteKind.ITEM, Outcome.PASSED),
        (dt.date(2025, 12, 31), PollState.DECIDED, VoteKind.ITEM, Outcome.FAILED),
        (dt.date(2025, 6, 1), PollState.DECIDED, VoteKind.EQUAL, Outcome.COMPLETE),
        (dt.date(2025, 6, 1), PollState.VOID, VoteKind.ITEM, ""),
        (dt.date(2026, 1, 1), PollState.DECIDED, VoteKind.ITEM, Outcome.PASSED),
    ):
        seats = 0 if kind == VoteKind.ITEM else 1
        Vote.objects.create(poll=poll(day, state), kind=kind, outcome=outcome, seats=seats)
    for day in (dt.date(2025, 12, 31), dt.date(2024, 12, 31)):
        Appraisal.objects.create(poll=poll(day), subject_kind="managers", form="person", year=day.year)
    expected = {
        "congress.votes.items": 2, "congress.votes.passed": 1, "congress.votes.equal": 1,
        "congress.votes.surplus": 0, "congress.appraisals": 1,
    }  # fmt: skip
    for key, number in expected.items():
        ledger = "congress_appraisals" if key.endswith("appraisals") else "congress_votes"
        figure = figures[key]
        assert figure.compute(YEAR) == rows_behind(figure.rows_url(YEAR), ledger) == number, key
        assert figure.compute(Period(YEAR.first, YEAR.last, branch_id=1)) is None
