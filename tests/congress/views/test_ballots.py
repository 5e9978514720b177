import pytest
from django.test import Client
from django.urls import reverse

from congress.choices.terms import VoteMode
from congress.choices.votes import VoteKind
from congress.models import BallotMark, SealedBallot
from congress.rules.ballots import voter_key
from congress.services import ballots, votes
from congress.services.votes import ITEM
from tests.factories import UserFactory, officer
from tests.factories_ballots import PASSPHRASES, a_session, delegates, passphrases, prepared
from union.accounts.models import UserSession
from union.common.models import AuditEvent, FormDraft, SubmittedForm
from union.jobs.models import Job
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office():
    return officer()


@pytest.fixture
def vote(office):
    session = a_session()
    delegates(session, 7, present=6)
    return votes.open_vote(prepared(session, office=office, wording="一、总则"), actor=office)


def voters(vote):
    return [entry.user for entry in vote.poll.roll.filter(is_present=True)]


def text(answer):
    return answer.content.decode()


def test_a_ballot_leaves_nothing_but_mark_and_sealed_ballot(vote):
    client = logged_in(voters(vote)[0])
    page = client.get(reverse("congress:vote_cast", args=[vote.pk]))
    assert "应到代表 7 人，须 4 票赞成（过半数）" in text(page)
    assert "怎样保密" in text(page)
    assert 'name="form_token"' not in text(page).split("<main")[-1]
    assert "data-draft" not in text(page)
    before = list(UserSession.objects.values())
    answer = client.post(reverse("congress:vote_cast", args=[vote.pk]), {ITEM: "no", "form_token": ""})
    assert "您的核对号" in text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "sessionid" not in answer.cookies
    assert list(UserSession.objects.values()) == before
    assert not SubmittedForm.objects.exists()
    assert not FormDraft.objects.exists()
    assert not Notice.objects.filter(user=voters(vote)[0]).exists()
    assert not Job.objects.exists()
    assert not AuditEvent.objects.filter(actor=voters(vote)[0]).exists()
    assert BallotMark.objects.count() == SealedBallot.objects.count() == 1


def test_second_late_absent_and_strange_voters_are_told(vote, office):
    address = reverse("congress:vote_cast", args=[vote.pk])
    client = logged_in(voters(vote)[0])
    client.post(address, {ITEM: "no"})
    assert "每人只能投一次" in text(client.post(address, {ITEM: "yes"}))
    assert "已经投过票" in text(client.get(address))
    absent = vote.poll.roll.get(is_present=False).user
    assert "没有签到" in text(logged_in(absent).get(address))
    answer = logged_in(absent).post(address, {ITEM: "yes"})
    assert (answer.status_code, "没有签到" in text(answer)) == (422, True)
    assert logged_in(UserFactory()).get(address).status_code == 404
    other = logged_in(voters(vote)[1])
    assert other.post(address, {ITEM: "perhaps"}).status_code == 422
    for user in voters(vote)[1:5]:
        ballots.cast_ballot(vote.poll, voter_key(user.pk), {ITEM: "yes"})
    words = {f"teller_{pk}": words for pk, words in passphrases(vote.poll).items()}
    wrong = logged_in(office).post(reverse("congress:vote_close", args=[vote.pk]), dict.fromkeys(words, "错"))
    assert "口令不正确" in text(wrong)
    assert PASSPHRASES[0] not in text(
        logged_in(office).post(reverse("congress:vote_close", args=[vote.pk]), words)
    )
    late = logged_in(voters(vote)[5])
    assert "投票已经截止" in text(late.get(address))
    assert "投票已经截止" in text(late.post(address, {ITEM: "yes"}))


def test_results_stand_on_the_page_and_choices_only_after_the_close(vote, office):
    page = reverse("congress:vote_detail", args=[vote.pk])
    for user, choice in zip(voters(vote), ("yes", "yes", "yes", "yes", "no", "abstain"), strict=True):
        ballots.cast_ballot(vote.poll, voter_key(user.pk), {ITEM: choice})
    assert "表决结果" not in text(logged_in(office).get(page))
    votes.close_vote(vote, passphrases(vote.poll), actor=office)
    shown = text(logged_in(voters(vote)[0]).get(page))
    assert "实得 4 票" in shown
    assert "核对号清单" in shown


def test_an_election_on_the_screen(office):
    session = a_session()
    people = delegates(session, 6)
    election = prepared(session, office=office, kind=VoteKind.SURPLUS, seats=1, title="选举")
    for name in ("张三", "李四"):
        votes.add_candidate(election, name=name, note="内科", actor=office)
    client = logged_in(office)
    opened = client.post(reverse("congress:vote_open", args=[election.pk]), follow=True)
    assert "投票开始" in text(opened)
    keys = [each.key for each in election.candidates.all()]
    voter = logged_in(people[0].member.user)
    address = reverse("congress:vote_cast", args=[election.pk])
    over = voter.post(address, dict.fromkeys(keys, "yes"))
    assert (over.status_code, "您选了 2 人" in text(over)) == (422, True)
    assert "checked" in text(over)  # what was chosen is still there
    assert "您的核对号" in text(voter.post(address, {keys[0]: "no", "write_in_1": "王五"}))


def test_by_name_and_by_hand_through_the_pages(office):
    session = a_session()
    people = delegates(session, 6)
    named = votes.open_vote(prepared(session, VoteMode.NAMED, office), actor=office)
    voter = logged_in(people[0].member.user)
    assert "记名记录" in text(voter.post(reverse("congress:vote_cast", args=[named.pk]), {ITEM: "no"}))
    hands = votes.open_vote(prepared(session, VoteMode.HANDS, office), actor=office)
    assert voter.get(reverse("congress:vote_cast", args=[hands.pk])).status_code == 404
    client = logged_in(office)
    wrong = client.post(reverse("congress:vote_hands", args=[hands.pk]), {"yes": 9, "no": 0, "abstain": 0})
    assert "多于实到 6" in text(wrong)
    client.post(reverse("congress:vote_hands", args=[hands.pk]), {"yes": 5, "no": 0, "abstain": 1})
    assert "实得 5 票" in text(client.get(reverse("congress:vote_detail", args=[hands.pk])))
