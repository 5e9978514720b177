import pytest
from django.contrib.auth.hashers import make_password

from members import duties
from members.choices import MembershipStatus
from tests.factories import AppointmentFactory, MemberFactory, UserFactory, officer
from union.common.dates import today
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def waiting(user):
    return [duty.title for duty in duties.leavers(user, today())]


def test_who_left_and_still_holds_an_office_waits_for_the_office():
    leader = AppointmentFactory(office=Office.COMMITTEE_MEMBER).user
    MemberFactory(name="钱离", user=leader, membership_status=MembershipStatus.TRANSFERRED_OUT)
    MemberFactory(name="孙在", user=AppointmentFactory(office=Office.AUDITOR).user)

    assert waiting(officer()) == ["钱离 已转出，仍有任职或登录账号"]
    assert waiting(officer(Office.CHAIR)) == []


def test_a_closed_account_without_office_is_settled():
    closed = UserFactory(is_active=False)
    MemberFactory(user=closed, membership_status=MembershipStatus.WITHDRAWN)
    on_paper = UserFactory(password=make_password(None))
    MemberFactory(user=on_paper, membership_status=MembershipStatus.DECEASED)

    assert waiting(officer()) == []


def test_an_open_login_waits_too():
    MemberFactory(name="李离", user=UserFactory(), membership_status=MembershipStatus.WITHDRAWN)

    assert waiting(officer()) == ["李离 已退会，仍有任职或登录账号"]
