"""Bodies, the union's profile, and offices given through the picker of people."""

import datetime as dt
from functools import partial

import pytest

from tests.factories import AppointmentFactory, MemberFactory, UserFactory, officer
from tests.refusals import check_refusals
from union.common.errors import NotPermittedError, StaleError
from union.common.models import AuditEvent
from union.organisation.choices import BodyKind, Office
from union.organisation.models import Body, UnionProfile
from union.organisation.services.bodies import set_body, set_profile
from union.organisation.services.offices import give_office_to, refuse_account_above

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_a_body_gets_its_term(subtests, clerk):
    body = Body.objects.filter(kind=BodyKind.COMMITTEE).first()
    values = {"name": " 工会委员会 ", "term": "第七届", "starts_on": DAY, "ends_on": DAY.replace(year=2029)}
    write = partial(set_body, body.pk, actor=clerk)
    check_refusals(subtests, [
        ("请填写机构名称", lambda: write(**values | {"name": " "})),
        ("本届止（2025-01-01）早于本届起（2026-01-01），请核对",
         lambda: write(**values | {"ends_on": DAY.replace(year=2025)})),
    ])  # fmt: skip
    with pytest.raises(NotPermittedError):
        write(**values, actor=UserFactory())
    for _ in range(2):  # the same again changes nothing
        done = write(**values)
    assert (done.name, done.term, done.starts_on) == ("工会委员会", "第七届", DAY)
    assert AuditEvent.objects.filter(object_type="organisation.body", action="update").count() == 1


def test_the_profile_keeps_what_is_not_named(subtests, clerk):
    write = partial(set_profile, actor=clerk)
    check_refusals(subtests, [
        ("请填写名称", lambda: write({"name": " "})),
        ("请填写名称", lambda: write({"hospital_name": ""})),
    ])  # fmt: skip
    first = write({"name": "某医院工会", "hospital_name": "某医院"})
    assert write({"name": "某医院工会"}, version=first.version).version == first.version
    write({"name": "第一医院工会"}, version=first.version)
    with pytest.raises(StaleError):
        write({"name": "旧名"}, version=first.version)
    profile = UnionProfile.objects.get()
    assert (profile.name, profile.hospital_name) == ("第一医院工会", "某医院")
    with pytest.raises(NotPermittedError):
        set_profile({}, actor=UserFactory())


def test_an_office_is_given_to_an_account_or_to_a_member_who_has_none(clerk):
    terms = {"starts_on": DAY, "document": "工发 1 号"}
    member = MemberFactory()
    with pytest.raises(NotPermittedError, match="工会主席由安全管理员任免"):
        give_office_to(("member", member.pk), Office.CHAIR, actor=clerk, **terms)
    member.refresh_from_db()
    assert member.user is None  # a refused office makes no account
    made = give_office_to(("member", member.pk), Office.COMMITTEE_MEMBER, actor=clerk, **terms)
    member.refresh_from_db()
    assert (made.user, made.user.can_log_in) == (member.user, False)
    held = UserFactory()
    given = give_office_to(("", held.pk), Office.COMMITTEE_MEMBER, actor=clerk, **terms)
    assert given.user == held


def test_nobody_hands_out_an_account_that_holds_more_than_he_may_give(clerk):
    chair = AppointmentFactory(office=Office.CHAIR).user
    with pytest.raises(NotPermittedError, match="这个账号任有工会主席"):
        refuse_account_above(clerk, chair)
    refuse_account_above(clerk, UserFactory())
    refuse_account_above(None, chair)
