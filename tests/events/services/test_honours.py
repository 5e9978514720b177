import datetime as dt

import pytest

from events.choices.honours import NominationState as N
from events.choices.honours import ProgrammeState as S
from events.duties import honours as duties
from events.figures import honours as figures
from events.models import Bulletin, Honour, Programme
from events.reminders_honours import nominations_due, publicity_over
from events.rules.honours import (
    FLOW,
    ProgrammeAction,
    ballot_problem,
    quota_problem,
    selection_problem,
    write_up_problem,
)
from events.services import honours, nominations
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_events import people
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
A = ProgrammeAction
DAY = dt.timedelta(days=1)
STORY = "热心工会工作" * 10
YEAR = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def chair():
    return officer(Office.CHAIR)


def make(clerk, quotas=None, state="open", **values):
    typed = {
        "year": today().year, "title": "优秀工会小组长", "level": "hospital", "award_to": "member",
        "places": 2, "min_words": 50, "criteria": "", "basis": "", "nominate_until": today(),
        "voters": "committee",
        "vote_until": today(), "document": "工发 1 号",
    } | values  # fmt: skip
    row = honours.save_programme(Programme(), typed, quotas or {}, actor=clerk)
    Programme.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def put(row, member, actor, write_up=STORY):
    return nominations.nominate(row, member=member, unit_name="", branch=None, write_up=write_up, actor=actor)


@pytest.mark.parametrize(
    ("chosen", "places", "votes", "fine"),
    [
        ((), 2, {}, False), ((1, 2, 3), 2, {}, False), ((1, 2), 2, {}, True),
        ((1, 2), 2, {1: 5, 2: 4, 3: 4, 4: 1}, True), ((1, 3), 2, {1: 5, 2: 4, 3: 4, 4: 1}, True),
        ((1, 4), 2, {1: 5, 2: 4, 3: 4, 4: 1}, False), ((2,), 2, {1: 5, 2: 4}, False),
        ((1, 5), 3, {1: 2, 2: 1}, False),
    ],
)  # fmt: skip
def test_selection_follows_places_and_votes(chosen, places, votes, fine):
    assert (selection_problem(chosen, places, votes) == "") == fine


def test_small_rules():
    assert write_up_problem("好 " * 480, 500) == "主要事迹 480 字，须不少于 500 字，还差 20 字"
    assert write_up_problem("好" * 500, 500) == ""
    assert "没有" in quota_problem("内科支会", 0, 0)
    assert "用完" in quota_problem("内科支会", 2, 2)
    assert quota_problem("内科支会", 2, 1) == ""
    assert "至少" in ballot_problem(0, 2)
    assert "最多" in ballot_problem(3, 2)
    assert ballot_problem(2, 2) == ""


def test_the_table_names_these_arrows():
    found = {(state, arrow.action.value, arrow.target) for arrow in FLOW for state in arrow.sources}
    main = {
        (S.DRAFT, "open", S.OPEN), (S.OPEN, "close", S.REVIEW), (S.REVIEW, "vote", S.VOTING),
        (S.REVIEW, "publicise", S.PUBLICITY), (S.VOTING, "publicise", S.PUBLICITY),
        (S.PUBLICITY, "grant", S.GRANTED), (S.PUBLICITY, "back", S.REVIEW), (S.VOTING, "back", S.REVIEW),
    }  # fmt: skip
    assert {each for each in found if each[1] != "cancel"} == main
    assert not FLOW.steps_from(S.GRANTED)


def collected(clerk):
    """A programme called for, with three nominations of one branch, shortlisted and put to the vote."""
    branch = BranchFactory()
    first, second, third = people(3, branch=branch)
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    row = make(clerk, {branch: 3}, state="draft")
    row = honours.advance(row, A.OPEN, actor=clerk)
    assert next(nominations_due(today(), today())).user_ids == (head.pk,)
    assert [duty.due_on for duty in duties.to_nominate(head, today())] == [today()]
    rows = [put(row, member, head) for member in (first, second, third)]
    assert not list(nominations_due(today(), today()))
    row = honours.advance(row, A.CLOSE, actor=clerk)
    (waiting,) = duties.to_review(clerk, today())
    assert waiting.count == 3
    with pytest.raises(DomainError, match="入围"):
        honours.advance(row, A.VOTE, actor=clerk)
    for each in rows:
        nominations.review(each, shortlist=True, comment="", actor=clerk)
    return honours.advance(row, A.VOTE, actor=clerk), rows


def test_from_the_call_to_the_certificate(clerk, chair):
    row, rows = collected(clerk)
    first, second = rows[0].member, rows[1].member
    voter = officer(Office.COMMITTEE_MEMBER)
    assert [duty.action for duty in duties.to_vote(voter, today())] == ["投票"]
    nominations.vote(row, [rows[0].pk], voter=voter)
    nominations.vote(row, [rows[0].pk, rows[1].pk], voter=voter)  # instead of the first ballot
    assert rows[0].votes.count() == rows[1].votes.count() == 1
    assert not list(duties.to_vote(voter, today()))
    with pytest.raises(DomainError, match="得票"):
        nominations.choose(row, [rows[2].pk], actor=clerk)
    assert nominations.choose(row, [rows[0].pk, rows[1].pk], actor=clerk) == 2
    row = honours.advance(row, A.PUBLICISE, actor=clerk)
    notice = Bulletin.objects.get()
    assert first.name in notice.body
    assert (row.bulletin, row.publicity_until) == (notice, notice.visible_until)
    assert row.publicity_until >= today() + 5 * DAY
    with pytest.raises(NotPermittedError, match="主席"):
        honours.advance(row, A.GRANT, actor=clerk)
    with pytest.raises(DomainError, match="公示期"):
        honours.advance(row, A.GRANT, actor=chair)
    Programme.objects.filter(pk=row.pk).update(publicity_until=today() - DAY)
    assert [due.on for due in publicity_over(today(), today())] == [today()]
    assert [duty.key for duty in duties.to_run(chair, today())] == [f"programme:{row.pk}:grant"]
    row = honours.advance(row, A.GRANT, actor=chair)
    given = list(Honour.objects.order_by("serial"))
    assert [each.member for each in given] == [first, second]
    assert (given[0].document, given[0].branch, given[0].title) == ("工发 1 号", first.branch, row.title)
    assert given[0].serial.startswith(f"{row.year}-{row.pk}-")
    assert Notice.objects.filter(user=first.user, title__contains="祝贺").count() == 1
    assert sorted(row.nominations.values_list("state", flat=True)) == [N.GRANTED, N.GRANTED, N.SHORTLISTED]
    assert (figures.to_members(YEAR), figures.to_units(YEAR)) == (2, 0)
    assert [(value.key, value.value) for value in figures.by_level(YEAR)] == [("hospital", 2)]


def test_nominations_are_refused_with_a_reason(clerk):
    branch, other = BranchFactory(), BranchFactory()
    first, second = people(2, branch=branch)
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    row = make(clerk, {branch: 1})
    for member, words, write_up, error in (
        (None, "请选择", STORY, DomainError),
        (first, "还差", "短", DomainError),
        (MemberFactory(branch=other), "本支会", STORY, NotPermittedError),
    ):
        with pytest.raises(error, match=words):
            put(row, member, head, write_up)
    with pytest.raises(NotPermittedError, match="自己"):
        put(row, MemberFactory(user=head, branch=branch), head)
    made = put(row, first, head)
    with pytest.raises(DomainError, match="已被推荐"):
        put(row, first, clerk)
    with pytest.raises(DomainError, match="用完"):
        put(row, second, head)
    with pytest.raises(NotPermittedError):
        nominations.withdraw(made, actor=officer(Office.BRANCH_CHAIR, branch=other))
    nominations.withdraw(made, actor=head)
    with pytest.raises(TransitionError, match="撤回"):
        nominations.withdraw(made, actor=head)
    assert put(row, second, head).branch == branch
    with pytest.raises(DomainError, match="没有这项荣誉的推荐名额"):
        put(row, MemberFactory(branch=other), clerk)
    Programme.objects.filter(pk=row.pk).update(nominate_until=today() - DAY)
    with pytest.raises(DomainError, match="截止"):
        put(row, first, clerk)
    assert [duty.key for duty in duties.to_run(clerk, today())] == [f"programme:{row.pk}:close"]
    Programme.objects.filter(pk=row.pk).update(state="review")
    with pytest.raises(TransitionError, match="推荐"):
        put(row, first, clerk)


def test_units_are_nominated_by_name(clerk):
    branch = BranchFactory()
    row = make(clerk, award_to="unit", min_words=0)
    with pytest.raises(DomainError, match="名称"):
        nominations.nominate(row, member=None, unit_name=" ", branch=branch, write_up="好", actor=clerk)
    made = nominations.nominate(
        row, member=None, unit_name="急诊护理组", branch=branch, write_up="好", actor=clerk
    )
    assert (made.who, made.member) == ("急诊护理组", None)


def test_nobody_reviews_votes_or_grants_for_himself(clerk, chair):
    branch = BranchFactory()
    mine, other = MemberFactory(user=chair, branch=branch), MemberFactory(branch=branch)
    row = make(clerk)
    own, foreign = put(row, mine, clerk), put(row, other, officer(Office.BRANCH_CHAIR, branch=branch))
    row = honours.advance(row, A.CLOSE, actor=clerk)
    with pytest.raises(NotPermittedError, match="评审"):
        nominations.review(own, shortlist=True, comment="", actor=chair)
    with pytest.raises(NotPermittedError, match="评审"):
        nominations.review(own, shortlist=True, comment="", actor=clerk)  # his own nomination
    with pytest.raises(DomainError, match="理由"):
        nominations.review(foreign, shortlist=False, comment="", actor=clerk)
    nominations.review(own, shortlist=True, comment="", actor=officer(Office.VICE_CHAIR))
    nominations.review(foreign, shortlist=False, comment="材料不足", actor=clerk)
    row = honours.advance(row, A.VOTE, actor=clerk)
    with pytest.raises(NotPermittedError, match="自己"):
        nominations.vote(row, [own.pk], voter=chair)
    voter = officer(Office.COMMITTEE_MEMBER)
    for chosen, words in (([], "至少"), ([1, 2, 3], "最多"), ([foreign.pk], "变化")):
        with pytest.raises(DomainError, match=words):
            nominations.vote(row, chosen, voter=voter)
    with pytest.raises(NotPermittedError, match="范围"):
        nominations.vote(row, [own.pk], voter=UserFactory())
    with pytest.raises(DomainError, match="入围"):
        nominations.choose(row, [foreign.pk], actor=clerk)
    with pytest.raises(NotPermittedError):
        nominations.choose(row, [own.pk], actor=chair)
    nominations.choose(row, [own.pk], actor=clerk)
    row = honours.advance(row, A.PUBLICISE, actor=clerk)
    Programme.objects.filter(pk=row.pk).update(publicity_until=today() - DAY)
    with pytest.raises(NotPermittedError, match="名单中"):
        honours.advance(row, A.GRANT, actor=chair)
    row = honours.advance(row, A.BACK, actor=clerk, note="有异议")
    assert (row.state, Bulletin.objects.get().state) == ("review", "withdrawn")
    Programme.objects.filter(pk=row.pk).update(state="voting", vote_until=today() - DAY)
    with pytest.raises(TransitionError, match="截止"):
        nominations.vote(row, [own.pk], voter=voter)


def test_programmes_come_from_the_rule_set_once_a_year(clerk):
    made = honours.open_year(2030, actor=clerk)
    assert "优秀工会小组长" in {row.title for row in made}
    assert {row.state for row in made} == {"draft"}
    with pytest.raises(DomainError, match="都已建立"):
        honours.open_year(2030, actor=clerk)
    with pytest.raises(NotPermittedError):
        honours.open_year(2031, actor=officer(Office.CHAIR))
    row = made[0]
    values = {name: getattr(row, name) for name in honours.FIELDS}
    with pytest.raises(StaleError):
        honours.save_programme(row, values, {}, actor=clerk, version=99)
    with pytest.raises(DomainError, match="已有"):
        honours.save_programme(Programme(), values, {}, actor=clerk)
    row = honours.advance(row, A.OPEN, actor=clerk)
    with pytest.raises(DomainError, match="没有推荐"):
        honours.advance(row, A.CLOSE, actor=clerk)
    with pytest.raises(DomainError, match="理由"):
        honours.advance(row, A.CANCEL, actor=clerk)
    row = honours.advance(row, A.CANCEL, actor=clerk, note="无人符合")
    with pytest.raises(TransitionError):
        honours.save_programme(row, values, {}, actor=clerk, version=row.version)
    with pytest.raises(DomainError, match="不投票"):
        honours.advance(make(clerk, title="甲", voters="nobody", state="review"), A.VOTE, actor=clerk)
    with pytest.raises(DomainError, match="确定拟表彰"):
        honours.advance(make(clerk, title="乙", state="review"), A.PUBLICISE, actor=clerk)


def test_the_register_takes_honours_from_above(clerk, chair):
    member = MemberFactory(branch=BranchFactory())
    values = {
        "member": member, "unit_name": "", "branch": None, "title": "省劳动模范", "level": "province",
        "issuer": "省人民政府", "granted_on": today(), "document": "", "serial": "",
    }  # fmt: skip
    enter = lambda actor=clerk, **more: honours.enter_honour(Honour(), values | more, actor=actor)  # noqa: E731
    row = enter()
    assert row.branch == member.branch
    for more, words in (
        ({"unit_name": "某科"}, "二选一"), ({"member": None}, "二选一"),
        ({"granted_on": today() + DAY}, "今天之后"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=words):
            enter(**more)
    with pytest.raises(NotPermittedError):
        enter(actor=chair)
    with pytest.raises(NotPermittedError):
        honours.revoke_honour(row, "有误", actor=clerk)
    with pytest.raises(DomainError, match="原因"):
        honours.revoke_honour(row, " ", actor=chair)
    row = honours.revoke_honour(row, "查实不符", actor=chair)
    assert (row.revoked_on, figures.to_members(YEAR)) == (today(), 0)
    with pytest.raises(TransitionError):
        honours.revoke_honour(row, "再撤", actor=chair)
