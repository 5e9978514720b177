"""What can be asked by guessing: names by record number, drafts of secrets, floods of drafts."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, officer
from union.common.models import FormDraft
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def logged_in(office):
    client = Client()
    client.force_login(officer(office))
    return client


def test_security_administrator_learns_no_member_by_number():
    """三员分立: he gives offices and sees no member data; the picker's label was not scoped."""
    member = MemberFactory(name="郑金丝雀", staff_no="CANARY9")
    url = reverse("organisation:office_give", args=["branch_chair"])
    guard, clerk = logged_in(Office.SECURITY_ADMIN), logged_in(Office.OFFICE_STAFF)
    chosen = f"member:{member.pk}"
    for page in (guard.get(url, {"user": chosen}), guard.post(url, {"user": chosen, "place": ""})):
        assert page.status_code == 200
        assert "金丝雀" not in page.content.decode()
        assert "CANARY9" not in page.content.decode()
    assert "郑金丝雀" in clerk.get(url, {"user": chosen}).content.decode()


def test_secrets_are_kept_in_no_draft():
    client = logged_in(Office.MEMBER)
    secrets = dict.fromkeys(("password", "old_password", "new_password", "repeated", "code"), "canary-77")
    client.post(reverse("common:draft", args=["x"]), {**secrets, "note": "留"})
    assert "canary-77" not in FormDraft.objects.get().content


def test_one_user_keeps_a_bounded_number_of_drafts():
    client = logged_in(Office.MEMBER)
    answers = [
        client.post(reverse("common:draft", args=[f"f{n}"]), {"note": "x"}).status_code for n in range(102)
    ]
    assert answers[:100] == [204] * 100
    assert answers[100:] == [413, 413]
    assert client.post(reverse("common:draft", args=["f3"]), {"note": "y"}).status_code == 204
