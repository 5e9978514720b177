"""Nobody gets the password of an account that holds more than he may give (三员分立: 授权与业务分离)."""

import pytest

from members.models import Member
from members.people import open_person
from members.services.account_slips import request_logins
from members.services.accounts import open_login
from tests.factories import AppointmentFactory, MemberFactory, UserFactory, officer
from union.accounts.services.accounts import close_account
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
PAPER = {"password": "!unusable"}


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.mark.parametrize(
    "office", [Office.CHAIR, Office.SECURITY_ADMIN, Office.SYSTEM_ADMIN, Office.AUDITOR, Office.OFFICE_STAFF]
)
def test_clerk_opens_no_login_for_an_officer_he_could_not_appoint(clerk, office):
    paper = UserFactory(**PAPER)
    AppointmentFactory(user=paper, office=office)
    member = MemberFactory(user=paper)
    with pytest.raises(NotPermittedError, match="系统管理员"):
        open_login(member, actor=clerk)
    paper.refresh_from_db()
    assert not paper.has_usable_password()


def test_clerk_opens_the_login_of_a_group_leader_on_paper(clerk):
    paper = UserFactory(**PAPER)
    AppointmentFactory(user=paper, office=Office.GROUP_LEADER)
    assert open_login(MemberFactory(user=paper), actor=clerk).username == paper.username


def test_office_that_begins_tomorrow_counts_too(clerk):
    import datetime as dt

    from union.common.dates import today

    paper = UserFactory(**PAPER)
    AppointmentFactory(user=paper, office=Office.CHAIR, starts_on=today() + dt.timedelta(days=1))
    with pytest.raises(NotPermittedError):
        open_login(MemberFactory(user=paper), actor=clerk)


def test_closed_account_is_not_given_a_password(clerk):
    paper = UserFactory(**PAPER)
    member = MemberFactory(user=paper)
    close_account(paper, actor=None)
    with pytest.raises(DomainError, match="停用"):
        open_login(member, actor=clerk)
    with pytest.raises(DomainError, match="账号"):
        request_logins([member.pk], actor=clerk)


def test_record_is_not_tied_to_an_account_that_belongs_to_another_member(clerk):
    account = UserFactory(username="20001", display_name="赵甲")
    MemberFactory(user=account, name="赵甲")
    double = MemberFactory(staff_no="20001", name="赵甲")
    with pytest.raises(DomainError, match="另一份档案"):
        open_person(double.pk, clerk)


def test_record_is_not_tied_to_the_account_of_an_officer_above(clerk):
    """A made-up record with an administrator's login name would let the clerk change his login phone."""
    chair = UserFactory(username="chair01", display_name="钱主席")
    AppointmentFactory(user=chair, office=Office.CHAIR)
    made_up = MemberFactory(staff_no="chair01", name="钱主席")
    with pytest.raises(NotPermittedError):
        open_person(made_up.pk, clerk)
    assert Member.objects.get(pk=made_up.pk).user is None
