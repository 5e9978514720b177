"""Reveal of each sensitive field: by right, logged, and never for people outside the scope."""

import pytest
from django.urls import reverse

from members.models import CorrectionRequest, FamilyMember
from members.sensitive import FIELDS
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from union.common.models import AuditEvent
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
VALUES = {"phone": "13912345678", "email": "wang@example.org", "address": "某路 8 号",
          "bank_account": "6222021234567890", "health_note": "高血压"}  # fmt: skip


@pytest.fixture
def rows():
    member = MemberFactory(branch=BranchFactory(), user=UserFactory(), **VALUES)
    return {
        "member": member,
        "family": FamilyMember.objects.create(
            member=member,
            relation="配偶",
            name="钱乙",
            birth="1980-01-01",
            workplace="某厂",
            phone="13900000000",
        ),
        "correction": CorrectionRequest.objects.create(member=member, field="phone", new_value="13911111111"),
    }


@pytest.mark.parametrize("key", FIELDS)
def test_reveal_by_right_is_logged_and_masked_before(client, rows, key):
    row = rows[key.partition(".")[0]]
    value = FIELDS[key].value(row)
    assert value
    assert FIELDS[key].mask(value) != value
    url = reverse("common:reveal", args=[key, row.pk])

    client.force_login(officer(Office.OFFICE_STAFF))
    answer = client.post(url, {"reason": "核对"})

    assert value in answer.content.decode()
    assert AuditEvent.objects.latest("seq").action == "reveal"
    assert value not in str(AuditEvent.objects.latest("seq").changes)


@pytest.mark.parametrize("key", FIELDS)
@pytest.mark.parametrize("office", [Office.BRANCH_CHAIR, Office.SYSTEM_ADMIN, Office.AUDITOR])
def test_reveal_without_the_right_is_404(client, rows, key, office):
    row = rows[key.partition(".")[0]]
    scope = {"branch": BranchFactory()} if office == Office.BRANCH_CHAIR else {}
    client.force_login(officer(office, **scope))
    answer = client.post(reverse("common:reveal", args=[key, row.pk]), {"reason": "核对"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("key", "short"), [("member.bank_account", "123"), ("member.email", "wang"), ("family.name", "钱")]
)
def test_short_values_show_nothing(key, short):
    assert short not in FIELDS[key].mask(short)[1:]
    assert FIELDS[key].mask(short) != short
