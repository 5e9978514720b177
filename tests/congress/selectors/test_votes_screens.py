"""What other screens show of votes, and what falls due; nothing tells who has voted."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from congress import screens_ballots as screens
from congress.choices.terms import VoteMode
from congress.forms.votes import VoteForm
from congress.models import Candidate, Poll, PollTeller
from congress.services import ballots
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_ballots import a_session, delegates, prepared
from tests.factories_registers import decided_vote
from union.common.dates import today
from union.common.models import RuleSet
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
HORIZON = today() + dt.timedelta(days=30)


def test_reminders_of_a_ballot_do_not_move_when_somebody_votes():
    session = a_session()
    made = delegates(session, 6)
    vote = prepared(session)
    assert [due.user_ids[0] for due in screens.passphrases_due(today(), HORIZON)] == []  # all are set
    PollTeller.objects.filter(poll=vote.poll).update(public_key=None)
    assert len(list(screens.passphrases_due(today(), HORIZON))) == 2

    vote = prepared(session, closes_at=timezone.now() + dt.timedelta(days=2))
    from congress.services.votes import open_vote

    open_vote(vote, actor=officer())
    [before] = screens.ballots_due(today(), HORIZON)
    assert set(before.user_ids) == {m.member.user_id for m in made}
    ballots.cast_ballot(vote.poll, f"u{made[0].member.user_id}", {"item": "yes"})
    [after] = screens.ballots_due(today(), HORIZON)
    assert after == before
    Poll.objects.filter(pk=vote.poll_id).update(state="counting", closed_at=timezone.now(), private_key=None)
    assert not list(screens.ballots_due(today(), HORIZON))
    assert [due.on for due in screens.counting_due(today(), HORIZON)] == [today() + dt.timedelta(days=1)]


@time_machine.travel(dt.datetime(2027, 3, 5, 17, 30, tzinfo=dt.UTC), tick=False)  # 01:30 of the 6th here
def test_search_calendar_and_timeline_stay_within_sight():
    chair, stranger = officer(Office.CHAIR), UserFactory()
    vote = decided_vote(kind="surplus", seats=1)
    Poll.objects.update(opened_at=timezone.now())
    member = MemberFactory()
    Candidate.objects.create(vote=vote, member=member, name=member.name, yes=70)
    assert [hit.title for hit in screens.find_votes(chair, "集体合同", 5)] == ["集体合同草案"]
    assert not list(screens.find_votes(stranger, "集体合同", 5))
    assert len(list(screens.calendar(chair, today(), today()))) == 1
    assert not list(screens.calendar(stranger, today(), today()))
    assert [entry.text for entry in screens.candidacies(member, chair)] == ["得票 70"]
    assert not list(screens.candidacies(member, stranger))


def test_a_new_vote_begins_with_the_rule_of_the_day():
    assert VoteForm().initial["base"] == "entitled"
    values = {"mode": VoteMode.HANDS, "base": "present", "threshold": "two_thirds", "minimum": 9}
    RuleSet.objects.create(
        kind="ballot_defaults", valid_from=today(), values=values, source_document="院内办法"
    )
    assert (VoteForm().initial["mode"], VoteForm().initial["threshold"]) == ("hands", "two_thirds")
    assert prepared(a_session()).poll.minimum == 9
    RuleSet.objects.filter(valid_from=today()).update(values=values | {"minimum": 1})
    assert prepared(a_session(2)).poll.minimum == 5
