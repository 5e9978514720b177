import json

import pytest
from django.urls import reverse

from tests.factories import BranchFactory, MemberFactory, officer
from union.common import reveal
from union.common.models import AuditEvent
from union.common.registries import sensitive_fields
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
KEY = "member.id_number"


def look(client, member, key=KEY, **values):
    return client.post(reverse("common:reveal", args=[key, member.pk]), values)


@pytest.fixture
def member():
    return MemberFactory(branch=BranchFactory(), phone="13900000000")


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


def reason_for(key):
    return {"reason": "核对身份"} if sensitive_fields[key].reason_required else {}


def test_value_is_shown_and_written_down(client, clerk, member):
    shown = look(client, member, **reason_for(KEY))

    assert member.id_number in shown.content.decode()
    event = AuditEvent.objects.get(action="reveal")
    assert (event.actor, event.object_id, event.changes) == (clerk, str(member.pk), {KEY: None})
    assert member.id_number not in f"{event.note}{event.changes}"


def test_every_field_with_a_reason_asks_for_it(client, clerk, member):
    for key, field in sensitive_fields.items():
        if not field.reason_required or not key.startswith("member."):
            continue
        refused = look(client, member, key)
        assert refused.status_code == 422, key
        assert "用途" in json.loads(refused["HX-Trigger"])["toast"]["text"]
    assert not AuditEvent.objects.filter(action="reveal").exists()


def test_outside_the_scope_it_does_not_exist(client, member):
    client.force_login(officer(Office.BRANCH_CHAIR, branch=BranchFactory()))
    for key in ("member.phone", KEY, "member.nothing"):
        assert look(client, member, key, reason="看看").status_code == 404
    assert not AuditEvent.objects.filter(action="reveal").exists()
    denied = AuditEvent.objects.filter(action="denied", outcome="refused")
    assert denied.count() == 3
    assert member.name not in "".join(event.note for event in denied)


def test_too_many_looks_are_refused(client, clerk, member, monkeypatch):
    monkeypatch.setattr(reveal, "LIMIT", 2)
    answers = [look(client, member, **reason_for(KEY)).status_code for _ in range(3)]
    assert answers == [200, 200, 422]
    assert AuditEvent.objects.filter(action="reveal").count() == 2


def test_only_by_post_and_only_with_a_login(client, clerk, member):
    url = reverse("common:reveal", args=[KEY, member.pk])
    assert client.get(url).status_code == 405
    client.logout()
    assert member.id_number not in client.post(url).content.decode()


def test_page_of_fields_names_purpose_and_retention(client, clerk):
    text = client.get(reverse("common:sensitive_fields")).content.decode()
    for field in sensitive_fields:
        assert field.label in text
        assert field.keep in text
