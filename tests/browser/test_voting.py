"""A secret vote through real pages: tellers set passphrases, delegates vote on a phone, the box is opened."""

import pytest
from playwright.sync_api import expect

from congress.choices.ballots import TellerRole
from congress.choices.terms import VoteMode
from congress.choices.votes import VoteKind
from congress.models import BallotMark, Poll
from congress.rules.ballots import voter_key
from congress.services import ballots, votes
from congress.services.votes import ITEM
from tests.browser.steps import confirm, faults
from tests.chromium import PHONE
from tests.factories import PASSWORD, AppointmentFactory, UserFactory, officer
from tests.factories_ballots import PASSPHRASES, a_session, delegates
from union.organisation.choices import Office


@pytest.fixture
def session(transactional_db):
    return a_session()


def account(login, office, **more):
    return AppointmentFactory(office=office, user=UserFactory(username=login, **more)).user


def browse(new_page, login, size=None):
    page = new_page(size)
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".topbar").wait_for()
    return page


def test_secret_vote_from_the_passphrases_to_the_result(session, new_page):
    people = [each.member.user for each in delegates(session, 7)]
    account("office1", Office.OFFICE_STAFF)
    tellers = [account(name, Office.COMMITTEE_MEMBER) for name in ("teller1", "teller2")]
    office = officer()
    vote = votes.create_vote(
        {"title": "绩效分配办法", "mode": VoteMode.SECRET, "session": session, "kind": VoteKind.ITEM},
        actor=office,
    )
    for user, words in zip(tellers, PASSPHRASES, strict=True):
        votes.name_teller(vote, user, TellerRole.SUPERVISOR, actor=office)
        page = browse(new_page, user.username)
        page.goto("/")
        page.locator(".duty").filter(has_text="设置开票口令").get_by_role("link", name="去设置").click()
        page.get_by_label("开票口令").fill(words)
        page.get_by_label("再输入一遍").fill(words)
        page.get_by_role("button", name="设置口令").click()
        expect(page.get_by_text("口令已设置").first).to_be_visible()
    desk = browse(new_page, "office1")
    desk.goto(f"/congress/votes/{vote.pk}/")
    desk.get_by_role("button", name="开始投票").click()
    confirm(desk)
    expect(desk.get_by_text("应到代表 7 人，须 4 票赞成（过半数）").first).to_be_visible()

    phone = browse(new_page, people[0].username, PHONE)
    phone.goto("/congress/votes/mine/")
    phone.get_by_role("link", name="去投票").click()
    assert faults(phone) == []
    phone.set_viewport_size(PHONE)
    phone.get_by_label("赞成").check()
    phone.get_by_role("button", name="投票", exact=True).click()
    confirm(phone)
    expect(phone.get_by_text("您的核对号")).to_be_visible()
    tracker = phone.locator("main").inner_text()
    assert BallotMark.objects.count() == 1
    for user in people[1:6]:
        ballots.cast_ballot(vote.poll, voter_key(user.pk), {ITEM: "yes"})

    desk.reload()
    desk.get_by_role("link", name="结束投票并开票").click()
    for user, words in zip(tellers, PASSPHRASES, strict=True):
        desk.get_by_label(f"监票人 {user.display_name} 的口令").fill(words)
    desk.get_by_role("button", name="结束投票并开票").click()
    expect(desk.get_by_text("三者相符").first).to_be_visible()
    expect(desk.get_by_text("实得 6 票").first).to_be_visible()
    assert faults(desk) == []
    assert any(number in tracker for number in Poll.objects.get(pk=vote.poll_id).trackers)
