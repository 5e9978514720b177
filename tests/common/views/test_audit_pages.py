import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from union.common import audit, audit_heads
from union.common.append_only import release_table
from union.common.audit_reading import history_of, shown_events
from union.common.choices import AuditAction, Outcome
from union.common.models import AuditEvent
from union.common.views import audit_pages
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heads_in_tmp(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def reader(client):
    user = officer(Office.AUDIT_ADMIN)
    client.force_login(user)
    return user


def listed(client, **query):
    return [shown.event for shown in client.get(reverse("common:audit_list"), query).context["events"]]


def test_search(client, reader):
    actor, branch = UserFactory(display_name="王敏"), BranchFactory()
    one = audit.record(AuditAction.UPDATE, branch, actor=actor, changes={"name": ["甲", "乙"]})
    two = audit.record(AuditAction.EXPORT, None, actor=None, note="台账", outcome=Outcome.REFUSED)

    assert one in listed(client, q="王敏")
    assert two not in listed(client, q="王敏")
    assert listed(client, action="export") == [two]
    assert listed(client, outcome="refused") == [two]
    assert listed(client, type="organisation.branch", id=str(branch.pk)) == [one]
    assert two in listed(client, q="系统")
    assert listed(client, ip="10.9.") == []
    today = timezone.localdate()
    assert one in listed(client, at_from=today.isoformat(), at_to=today.isoformat())
    assert listed(client, at_from=(today + dt.timedelta(days=1)).isoformat()) == []
    assert one in listed(client, at_from="nonsense", action="nonsense", page="nonsense")


def test_an_event_is_a_sentence_with_its_changes(client, reader):
    actor, branch = UserFactory(display_name="王敏"), BranchFactory()
    event = audit.record(
        AuditAction.UPDATE, branch, actor=actor, changes={"name": ["甲", "乙"], "secret": None}
    )
    text = client.get(reverse("common:audit_event", args=[event.seq])).content.decode()
    assert f"王敏 修改 支会 #{branch.pk}" in text
    for word in ("名称：", "甲", "乙", "已变更"):
        assert word in text
    assert client.get(reverse("common:audit_event", args=[999_999])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_query_count_is_constant(client, reader, count, django_assert_num_queries):
    for _ in range(count):
        audit.record(AuditAction.UPDATE, BranchFactory(), actor=UserFactory())
    client.get(reverse("common:audit_list"))
    with django_assert_num_queries(4):
        client.get(reverse("common:audit_list"))


def test_verify_button(client, reader, monkeypatch):
    audit.record(AuditAction.LOGIN, None, actor=None)
    audit_heads.export_head()
    sound = client.post(reverse("common:audit_verify"), follow=True).content.decode()
    assert "日志完整" in sound
    assert "末条编号" in sound

    release_table(connection, "common_auditevent")
    AuditEvent.objects.filter(action="login").update(note="改")
    assert "内容被改动" in client.post(reverse("common:audit_verify")).content.decode()

    monkeypatch.setattr(audit_pages, "LONGEST_INLINE", 0)
    assert "verify_audit" in client.post(reverse("common:audit_verify"), follow=True).content.decode()


@pytest.mark.parametrize("office", set(Office) - {
    Office.AUDIT_ADMIN, Office.BRANCH_CHAIR, Office.GROUP_LEADER, Office.DEPARTMENT_CONTACT
})  # fmt: skip
def test_others_find_no_trail_and_the_try_is_recorded(client, office):
    stranger = officer(office)
    client.force_login(stranger)
    assert client.get(reverse("common:audit_list")).status_code == 404
    assert client.get(reverse("common:audit_event", args=[1])).status_code == 404
    assert client.post(reverse("common:audit_verify")).status_code == 404
    assert AuditEvent.objects.filter(action="denied", actor=stranger).count() == 3


def test_history_of_an_object_on_its_page(client):
    branch = BranchFactory()
    actor = UserFactory(display_name="王敏")
    audit.record(AuditAction.UPDATE, branch, actor=actor, changes={"name": ["甲", "乙"]}, note="工字7号")
    audit.record(AuditAction.UPDATE, BranchFactory(), actor=UserFactory(display_name="别处的人"))
    client.force_login(officer(Office.OFFICE_STAFF))
    url = reverse("organisation:unit_detail", args=["branch", branch.pk])
    text = client.get(url).content.decode()
    assert "王敏" in text
    assert "工字7号" in text
    assert "别处的人" not in text


def test_a_look_at_a_sensitive_value_is_no_change():
    member = MemberFactory()
    audit.record(AuditAction.REVEAL, member, actor=None, changes={"member.id_number": None}, note="核对")

    (shown,) = shown_events(history_of(member))

    assert [(change.label, change.secret) for change in shown.changes] == [("证件号码", "已查看")]
    assert shown.hidden == ["证件号码"]
