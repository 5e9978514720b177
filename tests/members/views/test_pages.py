"""Every page opens for the clerk with real rows, and is 404 for people who may not see it."""

import datetime as dt

import pytest
from django.urls import reverse

from members.choices import JoinState, TransferKind
from members.models import CorrectionRequest, FamilyMember, JoinApplication, RetirementProposal, Transfer
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, officer
from union.common.dates import today
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """One member of each thing, in branch `home`."""
    group = GroupFactory()
    member = MemberFactory(group=group, branch=group.branch, user=UserFactory())
    return {
        "member": member,
        "family": FamilyMember.objects.create(member=member, relation="配偶", name="钱乙"),
        "join": JoinApplication.objects.create(
            member=MemberFactory(membership_status="applicant", group=group, branch=group.branch),
            state=JoinState.SUBMITTED,
        ),
        "transfer": Transfer.objects.create(
            member=MemberFactory(branch=group.branch), kind=TransferKind.BRANCH, from_branch=group.branch,
            to_branch=BranchFactory(), effective_on=today(), reason="调动",
        ),
        "retirement": RetirementProposal.objects.create(member=member, proposed_on=today(), basis="60 岁"),
        "correction": CorrectionRequest.objects.create(member=member, field="phone", new_value="13912345678"),
        "twin": MemberFactory(name=member.name, born_on=member.born_on, sex=member.sex, branch=group.branch),
    }  # fmt: skip


STAFF_PAGES = {
    "member_list": [], "membership_change_list": [], "member_create": [], "member_detail": ["member"],
    "member_timeline": ["member"], "member_edit": ["member"], "membership_change": ["member"],
    "family_create": ["member"], "family_edit": ["member", "family"], "transfer_start": ["member"],
    "join_list": [], "join_enter": [], "join_detail": ["join"], "transfer_list": [],
    "transfer_detail": ["transfer"], "retirement_list": [], "retirement_decide": ["retirement"],
    "correction_list": [], "correction_decide": ["correction"], "duplicate_list": [],
    "member_merge": ["member", "twin"], "extra_field_list": [], "extra_field_create": [],
}  # fmt: skip
OWN_PAGES = ("me:home", "me:corrections", "me:consents")
TABS = ("facts", "family", "offices", "consents", "history")


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_page_opens_for_the_clerk(client, world, name):
    client.force_login(officer(Office.OFFICE_STAFF))
    url = reverse(f"members:{name}", args=[world[key].pk for key in STAFF_PAGES[name]])

    response = client.get(url)

    assert response.status_code == 200, url


@pytest.mark.parametrize("name", [name for name, keys in STAFF_PAGES.items() if keys])
@pytest.mark.parametrize("office", [Office.BRANCH_CHAIR, Office.MEMBER, Office.SYSTEM_ADMIN])
def test_foreign_record_is_404(client, world, name, office):
    scope = {"branch": BranchFactory()} if office == Office.BRANCH_CHAIR else {}
    client.force_login(officer(office, **scope))

    response = client.get(reverse(f"members:{name}", args=[world[key].pk for key in STAFF_PAGES[name]]))

    assert response.status_code == 404


@pytest.mark.parametrize("tab", TABS)
def test_tabs_of_the_record(client, world, tab):
    client.force_login(officer(Office.OFFICE_STAFF))
    response = client.get(reverse("members:member_detail", args=[world["member"].pk]), {"tab": tab})
    assert response.status_code == 200
    assert response.context["tab"] == tab


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_open_for_the_member(client, world, name):
    client.force_login(world["member"].user)
    assert client.get(reverse(name)).status_code == 200


def test_person_without_membership_is_led_to_the_application(client):
    client.force_login(UserFactory())
    assert reverse("members:join_online") in client.get(reverse("me:home")).content.decode()
    assert client.get(reverse("members:join_online")).status_code == 200
    assert client.get(reverse("me:corrections")).status_code == 404


def test_record_shows_no_sensitive_value_in_the_clear(client, world):
    member = world["member"]
    member.phone, member.bank_account, member.address = "13912345678", "6222021234567890", "某路 8 号"
    member.save()
    client.force_login(officer(Office.OFFICE_STAFF))

    for name in ("member_detail", "member_edit"):
        page = client.get(reverse(f"members:{name}", args=[member.pk])).content.decode()
        for secret in (member.id_number, member.phone, member.bank_account, member.address):
            assert secret not in page


@pytest.mark.parametrize("relatives", [1, 6])
def test_record_page_keeps_its_query_count(client, world, relatives, django_assert_max_num_queries):
    for _ in range(relatives):
        FamilyMember.objects.create(member=world["member"], relation="子女", name="孙丙")
    client.force_login(officer(Office.OFFICE_STAFF))
    client.get("/")

    with django_assert_max_num_queries(12) as counted:
        client.get(reverse("members:member_detail", args=[world["member"].pk]), {"tab": "facts"})

    assert len(counted) > 3


def test_edit_saves_and_second_editor_loses_nothing(client, world):
    member = world["member"]
    clerk = officer(
        Office.OFFICE_STAFF,
    )
    client.force_login(clerk)
    url = reverse("members:member_edit", args=[member.pk])
    typed = {"name": member.name, "staff_no": member.staff_no, "version": 1, "duty": "护士长",
             "branch": member.branch_id, "group": member.group_id, "sex": member.sex,
             "born_on": member.born_on.isoformat(), "id_kind": "resident"}  # fmt: skip

    assert client.post(url, typed).status_code == 302
    second = client.post(url, {**typed, "duty": "主管护师"})

    assert second.status_code == 409
    page = second.content.decode()
    assert "主管护师" in page
    assert clerk.display_name in page
    assert client.post(url, {**typed, "duty": "主管护师", "version": 2}).status_code == 302
    member.refresh_from_db()
    assert member.duty == "主管护师"
    assert member.id_number  # an empty sensitive field stays as registered


def test_date_shown_by_right_only(client, world):
    member = world["member"]
    born = member.born_on.isoformat()
    client.force_login(officer(Office.BRANCH_CHAIR, branch=member.branch))
    assert born not in client.get(reverse("members:member_detail", args=[member.pk])).content.decode()
    assert dt.date.fromisoformat(born)
