import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.services.self_export import tables_about
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_care import Cast
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import AuditEvent
from union.common.registries import Period, figures
from union.organisation.choices import Office
from union.reminders.models import Notice
from welfare.models import CounsellingSlot
from welfare.services import counselling

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = Cast()
    cast.helper = UserFactory(username="xinli")
    cast.counsellor = counselling.add_counsellor(
        cast.helper, name="李老师", place="心语室", note="", actor=cast.office
    )
    counselling.add_slots(
        cast.counsellor, on=today() + dt.timedelta(days=2), first=dt.time(14), count=2, minutes=50,
        actor=cast.helper,
    )  # fmt: skip
    cast.user = officer(Office.MEMBER)
    cast.member = MemberFactory(user=cast.user, branch=cast.branch, name="赵心语")
    cast.first, cast.second = CounsellingSlot.objects.order_by("starts_at")
    return cast


def test_one_hour_at_a_time_for_oneself_alone(cast):
    counselling.book(cast.first.pk, member=cast.member, actor=cast.user)
    with pytest.raises(DomainError, match="已有一个预约"):
        counselling.book(cast.second.pk, member=cast.member, actor=cast.user)
    other = MemberFactory(user=officer(Office.MEMBER))
    with pytest.raises(DomainError, match="刚刚被约走"):
        counselling.book(cast.first.pk, member=other, actor=other.user)
    with pytest.raises(NotPermittedError, match="本人"):
        counselling.book(cast.second.pk, member=cast.member, actor=cast.office)
    with pytest.raises(NotPermittedError):
        counselling.cancel(cast.first.pk, actor=cast.office)
    assert counselling.cancel(cast.first.pk, actor=cast.user).member is None
    with pytest.raises(DomainError, match="重叠"):
        counselling.add_slots(
            cast.counsellor, on=cast.first.starts_at.date(), first=dt.time(14, 30), count=1, minutes=50,
            actor=cast.office,
        )  # fmt: skip


def test_who_booked_is_read_by_two_people_and_by_nobody_else(cast):
    before = AuditEvent.objects.count()
    counselling.book(cast.first.pk, member=cast.member, actor=cast.user)
    assert AuditEvent.objects.count() == before  # booking leaves no trace that names the member
    assert not Notice.objects.filter(user=cast.user).exists()
    assert "赵心语" not in "".join(Notice.objects.values_list("title", flat=True))

    def body(user, address):
        client = Client()
        client.force_login(user)
        return client.get(address).content.decode()

    home = reverse("welfare:counselling")
    assert "赵心语" in body(cast.helper, home)
    assert "我的预约" in body(cast.user, home)
    for user in (cast.office, cast.chair, officer(Office.WOMEN_MEMBER), officer(Office.AUDIT_ADMIN)):
        for address in (
            home,
            reverse("welfare:counselling_slots"),
            reverse("ledgers:print", args=["counselling_slots"]),
        ):
            assert "赵心语" not in body(user, address)
        timeline = body(user, reverse("members:member_timeline", args=[cast.member.pk]))
        assert "心理" not in timeline
    exported = {table.key for table in tables_about(cast.member) if table.rows}
    assert "welfare.CounsellingSlot.member" in exported  # her own copy of her own data


def test_the_counsellor_writes_down_whether_somebody_came_and_names_are_forgotten(cast):
    counselling.book(cast.first.pk, member=cast.member, actor=cast.user)
    with pytest.raises(DomainError, match="已开始"):
        counselling.finish(cast.first.pk, came=True, actor=cast.helper)
    begun = timezone.now() - dt.timedelta(hours=2)
    CounsellingSlot.objects.filter(pk=cast.first.pk).update(
        starts_at=begun, ends_at=begun + dt.timedelta(minutes=50)
    )
    with pytest.raises(NotPermittedError):
        counselling.finish(cast.first.pk, came=True, actor=cast.office)
    counselling.finish(cast.first.pk, came=True, actor=cast.helper)
    period = Period(today() - dt.timedelta(days=1), today())
    assert figures["welfare.counselling_held"].compute(period) == 1
    assert counselling.forget_names(today()) == 0
    assert counselling.forget_names(today() + dt.timedelta(days=100)) == 1
    assert figures["welfare.counselling_held"].compute(period) == 1
