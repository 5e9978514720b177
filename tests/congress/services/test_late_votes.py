"""What comes after the closing time does not count, and paper goes to those who are there."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congress.choices.terms import VoteMode
from congress.models import Motion, NamedBallot
from congress.services import ballots, counts, votes
from congress.services.votes import ITEM
from tests.factories import officer
from tests.factories_ballots import a_session, delegates, prepared
from tests.factories_motions import Cast
from union.common.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return officer()


def over(vote):
    type(vote.poll).objects.filter(pk=vote.poll_id).update(closes_at=timezone.now() - dt.timedelta(hours=1))
    vote.poll.refresh_from_db()
    return vote.poll


def test_nobody_speaks_by_name_after_the_end_but_what_was_called_out_is_entered(office):
    session = a_session()
    voter = delegates(session, 6)[0].member.user
    later = timezone.now() + dt.timedelta(hours=1)
    poll = over(votes.open_vote(prepared(session, VoteMode.NAMED, office, closes_at=later), actor=office))
    entry = poll.roll.get(user=voter)
    with pytest.raises(DomainError, match="已经截止"):
        counts.vote_by_name(poll, entry, {ITEM: "yes"}, actor=voter)
    assert not NamedBallot.objects.exists()
    counts.vote_by_name(poll, entry, {ITEM: "yes"}, actor=office)
    assert NamedBallot.objects.get().entry == entry


def test_paper_goes_to_those_present_and_until_the_end(office):
    session = a_session()
    delegates(session, 9, present=7)
    vote = votes.open_vote(prepared(session, VoteMode.SECRET, office, allow_paper=True), actor=office)
    ids = list(vote.poll.roll.order_by("is_present").values_list("pk", flat=True))
    assert ballots.issue_paper(vote.poll, ids[:3], actor=office) == 1
    with pytest.raises(DomainError, match="已经截止"):
        ballots.issue_paper(over(vote), ids, actor=office)


def test_a_refused_attachment_leaves_no_draft_behind():
    client, url = Client(), reverse("motions:motion_create")
    client.force_login(Cast().mover.user)
    text = {"title": "增设饮水点", "category": "后勤服务", "situation": "没有饮水点", "proposal": "每层一处"}
    for _ in range(2):
        bad = SimpleUploadedFile("a.exe", b"MZ\x90\x00abc")
        assert client.post(url, {**text, "attachments": [bad]}).status_code == 200
    assert not Motion.objects.exists()
