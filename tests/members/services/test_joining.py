import pytest

from members.choices import JoinState
from members.choices import MembershipStatus as S
from members.models import JoinApplication, Member
from members.rules.joining import JoinAction
from members.services import joining
from members.services.membership import change_membership
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, id_number, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return GroupFactory()


@pytest.fixture
def person():
    return UserFactory(username="20001", display_name="周明")


@pytest.fixture
def application(group, person):
    import datetime as dt

    values = {
        "name": "周明",
        "id_number": id_number(dt.date(1995, 5, 5), 3),
        "branch": group.branch,
        "group": group,
    }
    return joining.apply_online(values, statement="自愿", resume="", actor=person)


def test_way_of_an_application_from_phone_to_membership(application, person, group):
    leader = officer(Office.GROUP_LEADER, group=group)
    chair = officer(Office.BRANCH_CHAIR, branch=group.branch)
    office = officer(Office.OFFICE_STAFF)
    assert application.state == JoinState.SUBMITTED
    assert application.member.user == person
    assert application.member.staff_no == "20001"

    joining.advance(application, JoinAction.GROUP_AGREE, actor=leader, note="同意")
    joining.advance(application, JoinAction.BRANCH_AGREE, actor=chair)
    joining.advance(application, JoinAction.APPROVE, actor=office)

    member = application.member
    member.refresh_from_db()
    assert (member.membership_status, member.joined_union_on) == (S.ACTIVE, today())
    assert [step.to_state for step in application.steps.all()] == [
        "submitted", "group_agreed", "branch_agreed", "approved",
    ]  # fmt: skip
    assert Notice.objects.filter(user=person, title__contains="已批准").exists()


@pytest.mark.parametrize(
    ("office", "where", "action"),
    [
        (Office.GROUP_LEADER, "other", JoinAction.GROUP_AGREE),
        (Office.GROUP_LEADER, "own", JoinAction.BRANCH_AGREE),
        (Office.BRANCH_CHAIR, "other", JoinAction.BRANCH_AGREE),
        (Office.BRANCH_CHAIR, "own", JoinAction.APPROVE),
        (Office.COMMITTEE_MEMBER, "", JoinAction.APPROVE),
        (Office.BRANCH_CHAIR, "own", JoinAction.WITHDRAW),
    ],
)
def test_steps_of_others_are_refused(application, group, office, where, action):
    unit = {
        Office.GROUP_LEADER: {"group": group if where == "own" else GroupFactory()},
        Office.BRANCH_CHAIR: {"branch": group.branch if where == "own" else BranchFactory()},
    }.get(office, {})
    with pytest.raises(NotPermittedError):
        joining.advance(application, action, actor=officer(office, **unit))


def test_nobody_decides_on_his_own_application(group):
    clerk = officer(Office.OFFICE_STAFF)
    own = joining.apply_online(
        {"name": "钱乙", "branch": group.branch, "group": group}, statement="x", resume="", actor=clerk
    )
    with pytest.raises(NotPermittedError, match="自己"):
        joining.advance(own, JoinAction.APPROVE, actor=clerk)


def test_passing_over_the_group_needs_a_reason(application):
    clerk = officer(Office.OFFICE_STAFF)
    with pytest.raises(DomainError, match="小组还没有提出意见"):
        joining.advance(application, JoinAction.APPROVE, actor=clerk)
    assert joining.approve_many([application], actor=clerk)[0] == 0

    joining.advance(application, JoinAction.APPROVE, actor=clerk, note="小组未设组长，经支会口头同意")

    assert application.steps.last().note == "小组未设组长，经支会口头同意"


def test_refusal_needs_a_reason_and_ends_the_way(application):
    clerk = officer(Office.OFFICE_STAFF)
    with pytest.raises(DomainError, match="理由"):
        joining.advance(application, JoinAction.REJECT, actor=clerk)
    joining.advance(application, JoinAction.REJECT, actor=clerk, note="劳动关系不在本院")
    with pytest.raises(TransitionError):
        joining.advance(application, JoinAction.APPROVE, actor=clerk)
    application.member.refresh_from_db()
    assert application.member.membership_status == S.APPLICANT


def test_second_application_while_one_is_open_is_refused(application, person):
    with pytest.raises(DomainError, match="正在办理"):
        joining.apply_online({}, statement="x", resume="", actor=person)


def test_members_do_not_apply(group):
    member = MemberFactory(user=UserFactory(), group=group)
    with pytest.raises(TransitionError, match="无需"):
        joining.apply_online({}, statement="x", resume="", actor=member.user)


def test_clerk_enters_paper_and_others_do_not(group):
    values = {"staff_no": "30001", "name": "吴丁", "branch": group.branch, "group": group}
    with pytest.raises(NotPermittedError):
        joining.apply_on_behalf(
            values, statement="x", resume="", actor=officer(Office.GROUP_LEADER, group=group)
        )
    entered = joining.apply_on_behalf(values, statement="x", resume="", actor=officer(Office.OFFICE_STAFF))
    assert entered.state == JoinState.SUBMITTED


def test_somebody_who_left_comes_back_through_an_application():
    clerk, other = officer(Office.OFFICE_STAFF), officer(Office.CHAIR)
    member = MemberFactory()
    change_membership(member, S.WITHDRAWN, effective_on=today(), note="本人申请", actor=clerk)

    row = joining.open_application(member, statement="", resume="", actor=clerk)
    joining.advance(row, JoinAction.SUBMIT, actor=clerk)
    joining.advance(row, JoinAction.APPROVE, actor=other, note="原会员，小组免提意见")

    member.refresh_from_db()
    assert (member.membership_status, member.joined_union_on) == (S.ACTIVE, today())


def test_strangers_open_no_application_for_others():
    with pytest.raises(NotPermittedError):
        joining.open_application(
            MemberFactory(membership_status="applicant"), statement="", resume="", actor=UserFactory()
        )


def test_batch_approval_lets_the_decided_ones_not_hold_up_the_rest(group):
    clerk = officer(Office.OFFICE_STAFF)
    rows = [
        joining.apply_on_behalf(
            {"staff_no": f"4{n}", "name": "吴丁", "branch": group.branch},
            statement="",
            resume="",
            actor=clerk,
        )
        for n in range(3)
    ]
    chair = officer(Office.BRANCH_CHAIR, branch=group.branch)
    for row in rows:
        joining.advance(row, JoinAction.BRANCH_AGREE, actor=chair, note="尚未编组")
    joining.advance(rows[1], JoinAction.REJECT, actor=clerk, note="x")

    approved, refusals = joining.approve_many(rows, actor=clerk)

    assert approved == 2
    assert len(refusals) == 1
    with pytest.raises(NotPermittedError):
        joining.approve_many(rows, actor=officer(Office.COMMITTEE_MEMBER))


def test_applicant_does_not_learn_whose_number_it_is(group, person):
    owner = MemberFactory(name="李静")
    with pytest.raises(DomainError, match="工会办公室") as refused:
        joining.apply_online(
            {"name": "周明", "id_number": owner.id_number, "branch": group.branch},
            statement="x", resume="", actor=person,
        )  # fmt: skip
    assert "李静" not in str(refused.value)
    assert not JoinApplication.objects.exists()
    assert not Member.objects.exclude(pk=owner.pk).exists()
