import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import BranchFactory, MemberFactory, officer
from union.common.choices import AuditAction, Outcome
from union.common.models import AuditEvent
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def denials():
    return AuditEvent.objects.filter(action=AuditAction.DENIED)


@pytest.fixture
def chair_client():
    client = Client()
    client.force_login(officer(Office.BRANCH_CHAIR, branch=BranchFactory()))
    return client


def test_asking_for_a_foreign_record_is_noted_once(chair_client):
    foreign = MemberFactory(branch=BranchFactory())

    response = chair_client.get(reverse("members:member_detail", args=[foreign.pk]))

    event = denials().get()
    assert response.status_code == 404
    assert (event.outcome, event.route) == (Outcome.REFUSED, "members:member_detail")
    assert f"pk={foreign.pk}" in event.note
    assert foreign.name not in event.note


def test_a_denial_told_by_the_view_is_not_told_again(chair_client):
    foreign = MemberFactory(branch=BranchFactory())

    chair_client.post(reverse("common:reveal", args=["member.id_number", foreign.pk]), {"reason": "核对证件"})

    assert denials().count() == 1


def test_a_mistyped_address_and_an_allowed_page_are_no_denials(chair_client):
    chair_client.get("/no-such-page/")
    chair_client.get(reverse("common:home"))
    Client().get(reverse("members:member_detail", args=[1]))

    assert not denials().exists()
