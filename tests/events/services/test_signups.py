import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.choices.activities import Allocation, QuestionKind, SignUpMode, SignUpState
from events.models import BranchQuota, Question, SignUp
from events.rules import lottery
from events.rules.activities import ActivityAction
from events.selectors.activities import rank_of
from events.services import activities, checkin, drafts, signups
from events.services.signups import Wish
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, officer
from tests.factories_events import make_activity, people
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOW, DAY = timezone.now(), dt.timedelta(days=1)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def press(activity, member, actor=None, **wish):
    return signups.sign_up(
        activity.session, member, actor=actor or member.user, now=NOW, wish=Wish(**wish) if wish else None
    )


def state(signup):
    signup.refresh_from_db()
    return signup.state


def test_full_then_waiting_then_move_up_in_order():
    activity, four = make_activity(1), people(4)
    outcomes = [press(activity, member) for member in four]
    assert outcomes[0].text == "报名成功"
    assert [outcome.text[:12] for outcome in outcomes[1:]] == [f"名额已满，候补第 {n} 位" for n in (1, 2, 3)]
    rows = [outcome.signup for outcome in outcomes]
    signups.withdraw(rows[1], actor=four[1].user, now=NOW)  # gives up waiting: nobody moves
    assert state(rows[2]) == SignUpState.WAITING
    rows[2].refresh_from_db()
    assert rank_of(rows[2]) == 1
    signups.withdraw(rows[0], actor=four[0].user, now=NOW)
    assert [state(row) for row in rows] == ["withdrawn", "withdrawn", "confirmed", "waiting"]
    assert Notice.objects.filter(user=four[2].user, title__startswith="候补转正").count() == 1
    activity.session.refresh_from_db()
    assert activity.session.taken == 1
    with pytest.raises(TransitionError):
        signups.withdraw(rows[0], actor=four[0].user, now=NOW)


def test_one_active_sign_up_each_also_in_the_database():
    activity, (member,) = make_activity(5), people(1)
    row = press(activity, member).signup
    with pytest.raises(DomainError, match="已经报名"):
        press(activity, member)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(
            activity=activity, session=activity.session, member=member, number=9, state="pending"
        )
    signups.withdraw(row, actor=member.user, now=NOW)
    assert press(activity, member).signup.number == 2


def test_the_database_itself_refuses_to_oversell():
    activity = make_activity(1)
    activity.session.taken = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        activity.session.save()


def test_family_comes_along_whole_or_waits():
    activity, (one, two, three) = make_activity(3, family_max=2), people(3)
    assert press(activity, one, family_count=1).text == "报名成功"
    outcome = press(activity, two, family_count=1)
    assert "候补第 1 位" in outcome.text
    assert "候补第 2 位" in press(activity, three).text  # one place is free, but not for overtaking
    with pytest.raises(DomainError, match="最多带 2 名"):
        press(activity, MemberFactory(user=UserFactory()), family_count=3)
    signups.withdraw(SignUp.objects.get(member=one), actor=one.user, now=NOW)
    assert state(outcome.signup) == "confirmed"
    assert SignUp.objects.get(member=three).state == "confirmed"


def test_branch_quota_holds_beside_the_total():
    inner, outer = BranchFactory(), BranchFactory()
    activity = make_activity(4)
    BranchQuota.objects.create(session=activity.session, branch=inner, places=1)
    first, second = people(2, branch=inner)
    (other,) = people(1, branch=outer)
    press(activity, first)
    assert "本支会名额已满" in press(activity, second).text
    assert press(activity, other).text == "报名成功"
    signups.withdraw(SignUp.objects.get(member=first), actor=first.user, now=NOW)
    assert SignUp.objects.get(member=second).state == "confirmed"
    assert BranchQuota.objects.get().taken == 1


def test_more_places_let_the_waiting_move_up(clerk):
    activity, three = make_activity(1), people(3)
    for member in three:
        press(activity, member)
    fields = ("label", "starts_at", "ends_at", "place")
    values = {name: getattr(activity.session, name) for name in fields} | {"capacity": 2}
    drafts.set_session(activity.session, values, {}, actor=clerk, now=NOW)
    assert SignUp.objects.filter(state="confirmed").count() == 2
    with pytest.raises(DomainError, match="不能少于 2"):
        drafts.set_session(activity.session, values | {"capacity": 1}, {}, actor=clerk, now=NOW)
    with pytest.raises(DomainError, match="超过总名额"):
        drafts.set_session(activity.session, values, {BranchFactory().pk: 3}, actor=clerk, now=NOW)


def test_teams_are_taken_together_or_not_at_all(clerk):
    activity, five = make_activity(4, mode=SignUpMode.TEAM, team_min=2, team_max=3), people(5)
    enter = lambda name, crew: signups.sign_up_team(  # noqa: E731
        activity.session, name, crew, actor=crew[0].user, now=NOW
    )
    assert enter("红队", five[:3]).text == "报名成功"
    assert "候补第 1 位" in enter("蓝队", five[3:]).text
    assert SignUp.objects.filter(team__name="蓝队", state="waiting").count() == 2
    for crew, name, words in (
        (people(1), "独行", "2–3 人"),
        (people(2), "红队", "重名"),
        (five[:2], "又来", "已经报名"),
    ):
        with pytest.raises(DomainError, match=words):
            enter(name, crew)
    with pytest.raises(NotPermittedError):
        signups.sign_up_team(activity.session, "代", people(2), actor=UserFactory(), now=NOW)
    follower = SignUp.objects.get(member=five[1])
    signups.withdraw(follower, actor=five[1].user, now=NOW)  # two places free now: the blue team fits
    assert SignUp.objects.filter(team__name="蓝队", state="confirmed").count() == 2
    lead = SignUp.objects.get(member=five[0], lead=None)
    assert lead.seats == 2
    signups.withdraw(lead, actor=five[0].user, now=NOW)
    assert not SignUp.objects.filter(team__name="红队", state="confirmed").exists()
    activity.session.refresh_from_db()
    assert activity.session.taken == 2


def test_questions_are_asked_and_checked():
    activity, (member,) = make_activity(), people(1)
    size = Question.objects.create(
        activity=activity, label="尺码", kind=QuestionKind.CHOICE, options=["S", "M"]
    )
    for answers in ({}, {str(size.pk): "XXL"}):
        with pytest.raises(DomainError, match="尺码"):
            press(activity, member, answers=answers)
    assert press(activity, member, answers={str(size.pk): "M"}).signup.answers == {str(size.pk): "M"}


def test_on_behalf_is_recorded_told_and_limited(clerk):
    group = GroupFactory()
    leader = officer(Office.GROUP_LEADER, group=group)
    activity = make_activity()
    mine = MemberFactory(user=UserFactory(), group=group)
    row = press(activity, mine, actor=leader).signup
    assert (row.channel, row.signed_by) == ("behalf", leader)
    assert Notice.objects.filter(user=mine.user, title__contains="为您报名").exists()
    stranger = MemberFactory(user=UserFactory())
    with pytest.raises(NotPermittedError):
        press(activity, stranger, actor=leader)
    with pytest.raises(NotPermittedError):
        signups.withdraw(press(activity, stranger).signup, actor=leader, now=NOW)
    assert press(activity, MemberFactory(), actor=clerk).signup.channel == "behalf"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "closed"}, "报名截止"),
        ({"mode": SignUpMode.TEAM}, "组队报名"),
        ({"sign_up_until": NOW - dt.timedelta(minutes=1)}, "截止"),
        ({"sign_up_from": NOW + dt.timedelta(minutes=1)}, "尚未开始"),
        ({"target_duties": ["护士长"]}, "护士长"),
    ],
)
def test_refusals_say_why(values, words):
    activity, (member,) = make_activity(**values), people(1, duty="护士")
    with pytest.raises(DomainError, match=words):
        press(activity, member)


def test_the_hours_of_a_refusal_are_those_of_the_wall_clock():
    shanghai = dt.timezone(dt.timedelta(hours=8))
    early = dt.datetime(NOW.year + 1, 3, 5, 1, 30, tzinfo=shanghai).astimezone(dt.UTC)
    activity, (member,) = make_activity(sign_up_from=early, starts_at=early + DAY), people(1)
    with pytest.raises(DomainError, match="03-05 01:30 起"):
        press(activity, member)


def test_offices_count_as_duties():
    activity = make_activity(target_duties=["小组长"])
    leader = officer(Office.GROUP_LEADER, group=GroupFactory())
    assert press(activity, MemberFactory(user=leader)).text == "报名成功"


def test_approval_gives_places_by_decision(clerk):
    activity, (one, two) = make_activity(1, allocation=Allocation.APPROVAL), people(2)
    first, second = press(activity, one).signup, press(activity, two).signup
    assert first.state == "pending"
    with pytest.raises(NotPermittedError):
        signups.decide(first, approve=True, note="", actor=one.user, now=NOW)
    signups.decide(first, approve=True, note="", actor=clerk, now=NOW)
    with pytest.raises(TransitionError):
        signups.decide(first, approve=True, note="", actor=clerk, now=NOW)
    with pytest.raises(DomainError, match="原因"):
        signups.decide(second, approve=False, note="", actor=clerk, now=NOW)
    signups.decide(second, approve=False, note="条件不符", actor=clerk, now=NOW)
    assert (state(first), state(second)) == ("confirmed", "rejected")
    assert Notice.objects.filter(title__contains="未通过：条件不符").exists()


def test_lottery_is_drawn_once_from_a_published_seed(clerk):
    activity, six = make_activity(2, allocation=Allocation.LOTTERY), people(6)
    for member in six:
        assert "抽签号" in press(activity, member).text
    with pytest.raises(TransitionError):
        signups.draw_lots(activity, "1", actor=clerk, now=NOW)
    activities.advance(activity, ActivityAction.CLOSE, actor=clerk, now=NOW)
    with pytest.raises(DomainError, match="种子"):
        signups.draw_lots(activity, " ", actor=clerk, now=NOW)
    assert signups.draw_lots(activity, "2026321", actor=clerk, now=NOW) == 2
    order = lottery.drawn_order("2026321", range(1, 7))
    confirmed = SignUp.objects.filter(state="confirmed").values_list("number", flat=True)
    waiting = SignUp.objects.filter(state="waiting").order_by("waiting_number")
    assert set(confirmed) == set(order[:2])
    assert list(waiting.values_list("number", flat=True)) == order[2:]
    with pytest.raises(TransitionError):
        signups.draw_lots(activity, "2", actor=clerk, now=NOW)


def test_who_did_not_come_twice_waits_until_the_deadline(clerk):
    (member,) = people(1)
    for days in (20, 30):
        past = make_activity(starts_at=NOW - dt.timedelta(days=days), state="archived")
        SignUp.objects.create(
            activity=past, session=past.session, member=member, number=1, state="confirmed", no_show=True
        )
    activity = make_activity(3)
    outcome = press(activity, member)
    assert "未到 2 次" in outcome.text
    press(activity, *people(1))
    activities.advance(activity, ActivityAction.CLOSE, actor=clerk, now=NOW)
    assert state(outcome.signup) == "confirmed"


def test_too_late_to_withdraw():
    activity, (member,) = make_activity(starts_at=NOW + dt.timedelta(minutes=5)), people(1)
    row = press(activity, member).signup
    with pytest.raises(DomainError, match="已经开始"):
        signups.withdraw(row, actor=member.user, now=NOW + dt.timedelta(hours=1))


def test_the_list_moves_on_when_its_head_leaves():
    """A party too large for the free place waits first; once it has gone, the next fits."""
    activity = make_activity(capacity=3, family_max=2)
    (first, second, third), now = people(3), timezone.now()
    signups.sign_up(activity.session, first, actor=first.user, now=now, wish=Wish(family_count=1))
    head = signups.sign_up(activity.session, second, actor=second.user, now=now, wish=Wish(family_count=1))
    behind = signups.sign_up(activity.session, third, actor=third.user, now=now)
    assert (head.signup.state, behind.signup.state) == ("waiting", "waiting")
    signups.withdraw(head.signup, actor=second.user, now=now)
    behind.signup.refresh_from_db()
    assert behind.signup.state == "confirmed"


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_a_refused_check_in_at_the_screen_leaves_nothing(state):
    activity, (member,), now = make_activity(mode="none", state=state), people(1), timezone.now()
    code = checkin.screen_code(activity, 0, now)
    with pytest.raises(DomainError):
        checkin.at_screen(activity, 0, code, member, actor=member.user, now=now)
    assert not SignUp.objects.exists()
