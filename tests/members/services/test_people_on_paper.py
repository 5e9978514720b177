import pytest
from django.urls import reverse

from members.models import Member
from members.services.accounts import open_login, without_login
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, officer
from union.accounts.models import User
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.organisation.services.offices import give_office_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


def give_form(client, member, group, **values):
    url = reverse("organisation:office_give", args=["group_leader"])
    defaults = {
        "user": f"member:{member.pk}",
        "place": f"group:{group.pk}",
        "starts_on": "2026-01-01",
        "document": "工字1号",
    }
    return client.post(url, defaults | values)


def test_a_member_without_account_becomes_group_leader(client, clerk):
    group = GroupFactory()
    member = MemberFactory(name="单雄信", group=group, branch=group.branch)
    found = client.post(reverse("organisation:person_options"), {"q": "shanx"}).content.decode()
    assert f"member:{member.pk}" in found

    assert give_form(client, member, group).status_code == 302

    member.refresh_from_db()
    held = Appointment.objects.get(group=group)
    assert held.user == member.user
    assert (held.user.username, held.user.can_log_in) == (member.staff_no, False)
    again = client.post(reverse("organisation:person_options"), {"q": "shanx"}).content.decode()
    assert f"member:{member.pk}" not in again
    assert f'"{held.user.pk}"' in again


def test_a_refused_office_makes_no_account(client, clerk):
    member, group = MemberFactory(), GroupFactory(closed_on="2026-01-01")
    before = User.objects.count()
    give_form(client, member, group)
    with pytest.raises(DomainError, match="撤销"):
        give_office_to(
            ("member", member.pk),
            Office.GROUP_LEADER,
            actor=clerk,
            unit=group,
            starts_on=member.status_since,
            document="工字1号",
        )
    assert User.objects.count() == before
    assert Member.objects.get(pk=member.pk).user is None


def test_only_within_the_scope_and_the_right():
    member = MemberFactory(branch=BranchFactory())
    chair = officer(Office.BRANCH_CHAIR, branch=BranchFactory())
    terms = {"starts_on": member.status_since, "document": "工字1号"}
    with pytest.raises(NotPermittedError):
        give_office_to(("member", member.pk), Office.COMMITTEE_MEMBER, actor=chair, **terms)
    guard = officer(Office.SECURITY_ADMIN)  # gives offices, sees no members
    with pytest.raises(DomainError, match="请从候选中选择"):
        give_office_to(("member", member.pk), Office.COMMITTEE_MEMBER, actor=guard, **terms)


def test_nonsense_in_the_picker_is_refused(client, clerk):
    group = GroupFactory()
    for value in ("", "member:", "member:x", "nothing:1", "0", "-1"):
        answer = give_form(client, MemberFactory(), group, user=value)
        assert "请从候选中选择人员" in answer.content.decode(), value
    assert not Appointment.objects.filter(group=group).exists()


def test_an_officer_on_paper_can_be_given_a_login_later(client, clerk):
    group = GroupFactory()
    member = MemberFactory(group=group, branch=group.branch)
    give_form(client, member, group)
    assert without_login([member.pk]) == [member]

    member.refresh_from_db()
    slip = open_login(member, actor=clerk)

    member.user.refresh_from_db()
    assert member.user.check_password(slip.password)
    assert without_login([member.pk]) == []
    with pytest.raises(DomainError, match="已有登录账号"):
        open_login(member, actor=clerk)


def test_a_closed_account_is_opened_by_the_administrator_alone(clerk):
    user = UserFactory(is_active=False)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    with pytest.raises(DomainError, match="账号已停用，请由系统管理员启用"):
        open_login(MemberFactory(user=user), actor=clerk)
