import datetime as dt

import pytest
from django.db import connection

from members import duties, kernel, week
from members.choices import JoinState, TransferKind
from members.models import CorrectionRequest, JoinApplication, Member, RetirementProposal, Transfer
from members.selectors import members_visible_to, search
from members.services.members import update_member
from tests.factories import (
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from union.common.dates import today
from union.common.errors import StaleError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王", True), ("王丽", True), ("丽敏", True), ("敏", True), ("wangli", True), ("limin", True),
        ("wlm", True), ("lm", True), ("WLM", True), ("1000", True), ("10002", True), ("王 10002", True),
        ("angli", False), ("0002", False), ("王 张", False), ("%", True), ("", True), ("张", False),
    ],
)  # fmt: skip
def test_search_by_beginnings(clerk, text, found):
    member = MemberFactory(name="王丽敏", staff_no="10002")
    assert (member in search(Member.objects.all(), text, clerk)) is found


def test_whole_id_number_and_phone_are_found_by_right_alone(clerk):
    member = MemberFactory(phone="13912345678", branch=BranchFactory())
    chair = officer(Office.BRANCH_CHAIR, branch=member.branch)
    rows = Member.objects.all()
    assert list(search(rows, member.id_number.lower(), clerk)) == [member]
    assert list(search(rows, "13912345678", chair)) == [member]
    assert list(search(rows, member.id_number, chair)) == []
    assert list(search(rows, "13912345678", officer(Office.AUDITOR))) == []


@pytest.mark.parametrize("kind", ["branch", "group", "department"])
def test_scope_of_each_office(kind):
    unit = {"branch": BranchFactory, "group": GroupFactory, "department": DepartmentFactory}[kind]()
    inside = MemberFactory(**{kind: unit})
    outside = MemberFactory(branch=BranchFactory())
    office = {"branch": Office.BRANCH_CHAIR, "group": Office.GROUP_LEADER, "department": Office.AUDITOR}[kind]
    user = officer(office, **{kind: unit})
    assert list(members_visible_to(user)) == [inside]
    assert outside not in members_visible_to(user)


def test_women_committee_sees_women_and_everybody_himself():
    woman, man = MemberFactory(sex="female"), MemberFactory(sex="male", user=UserFactory())
    assert list(members_visible_to(officer(Office.WOMEN_MEMBER))) == [woman]
    assert list(members_visible_to(man.user)) == [man]
    assert list(members_visible_to(UserFactory())) == []


def test_merged_rows_do_not_exist(clerk):
    kept = MemberFactory()
    MemberFactory(merged_into=kept)
    assert list(members_visible_to(clerk)) == [kept]


def test_search_uses_the_trigram_index(clerk):
    if connection.vendor != "postgresql":
        pytest.skip("trigram index is PostgreSQL's")
    rows = search(Member.objects.all(), "wangli", clerk).values("pk").order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "member_search_trgm" in rows.explain()


def test_chinese_characters_reach_the_index():
    if connection.vendor != "postgresql":
        pytest.skip("trigram index is PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm(' 王丽敏')")
        assert cursor.fetchone()[0], "the database's locale must know Chinese letters (C.UTF-8, zh_CN.UTF-8)"


def test_duties_reach_those_who_are_asked_and_nobody_else(clerk):
    group = GroupFactory()
    person = MemberFactory(group=group, branch=group.branch, born_on=today().replace(year=1992))
    applicant = MemberFactory(group=group, branch=group.branch, membership_status="applicant")
    JoinApplication.objects.create(member=applicant, state=JoinState.SUBMITTED)
    Transfer.objects.create(
        member=MemberFactory(),
        kind=TransferKind.BRANCH,
        to_branch=group.branch,
        effective_on=today(),
        reason="x",
    )
    CorrectionRequest.objects.create(member=person, field="duty", new_value="x")
    RetirementProposal.objects.create(member=person, proposed_on=today(), basis="x")
    providers = (
        duties.applications, duties.transfers, duties.corrections, duties.retirements, duties.birthdays,
    )  # fmt: skip

    def kinds(user):
        return {p.__name__ for p in providers if list(p(user, today()))}

    assert kinds(clerk) == {"corrections", "retirements"}
    assert kinds(officer(Office.GROUP_LEADER, group=group)) == {"applications", "birthdays"}
    assert kinds(officer(Office.BRANCH_CHAIR, branch=group.branch)) == {"transfers", "birthdays"}
    assert kinds(officer(Office.BRANCH_CHAIR, branch=BranchFactory())) == set()
    assert kinds(UserFactory()) == set()


def test_headcounts_and_moves_of_units():
    old, new = BranchFactory(), BranchFactory()
    member = MemberFactory(branch=old)
    MemberFactory(branch=old, membership_status="retained", retain_reason="retired")
    MemberFactory(branch=old, membership_status="deceased")
    assert kernel.headcounts("branch") == {old.pk: (1, 1)}

    assert kernel.move_units("branch", old.pk, new.pk, None) == 3
    member.refresh_from_db()
    assert (member.branch, member.version) == (new, 2)
    department = DepartmentFactory(branch=old)
    mover = MemberFactory(department=department, branch=old, group=GroupFactory(branch=old))
    department.branch = new
    department.save()
    kernel.move_units("department", department.pk, department.pk, None)
    mover.refresh_from_db()
    assert (mover.branch, mover.group) == (new, None)
    assert kernel.move_units("department", department.pk, department.pk, None) == 0


def test_a_member_carried_along_is_told_of_and_nobody_else_is_blamed():
    clerk, member = officer(), MemberFactory(department=DepartmentFactory())
    update_member(member, version=1, values={"duty": "护士长"}, actor=clerk)
    target = DepartmentFactory()

    kernel.move_units("department", member.department_id, target.pk, clerk)

    with pytest.raises(StaleError) as refused:
        update_member(member, version=2, values={"duty": "主任"}, actor=clerk)
    changed = {(change.label, change.new) for change in refused.value.changes}
    assert changed == {("支会", target.branch.name), ("科室", target.name)}


def test_a_department_without_a_branch_leaves_its_new_members_in_theirs():
    branch = BranchFactory()
    member = MemberFactory(department=DepartmentFactory(branch=branch))
    loose = DepartmentFactory(branch=None)

    kernel.move_units("department", member.department_id, loose.pk, None)

    member.refresh_from_db()
    assert (member.department, member.branch) == (loose, branch)


def test_birthday_over_the_turn_of_the_year():
    group = GroupFactory()
    MemberFactory(group=group, born_on=dt.date(1990, 1, 2))
    leader = officer(Office.GROUP_LEADER, group=group)
    (duty,) = duties.birthdays(leader, dt.date(2026, 12, 30))
    assert duty.due_on == dt.date(2027, 1, 2)


def test_a_leap_day_is_kept_every_year():
    group = GroupFactory()
    MemberFactory(group=group, branch=group.branch, born_on=dt.date(1992, 2, 29), name="闰日生")
    leader, clerk = officer(Office.GROUP_LEADER, group=group), officer(Office.OFFICE_STAFF)
    for year, day in ((2027, 28), (2028, 29)):
        (duty,) = duties.birthdays(leader, dt.date(year, 2, 25))
        (entry,) = week.birthdays(clerk, dt.date(year, 2, 25), dt.date(year, 3, 3))
        assert duty.due_on == entry.starts == dt.date(year, 2, day)
