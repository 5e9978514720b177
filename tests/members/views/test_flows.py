"""The ways people really go, through the client: each step is a POST, each answer a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import JoinState, TransferKind
from members.choices import MembershipStatus as S
from members.models import (
    CorrectionRequest,
    ExtraField,
    JoinApplication,
    Member,
    RetirementProposal,
    Transfer,
)
from members.services.membership import change_membership, correct_membership
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from union.common.dates import today
from union.common.models import PrivacyNotice
from union.jobs.models import Job
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


def post(client, name, /, *args, **typed):
    return client.post(reverse(name, args=args), typed)


def test_applicant_applies_and_three_people_carry_it_through(client):
    group = GroupFactory()
    applicant = UserFactory(username="50001", display_name="周明")
    client.force_login(applicant)
    typed = {
        "name": "周明",
        "id_kind": "resident",
        "branch": group.branch_id,
        "group": group.pk,
        "statement": "自愿",
    }
    assert post(client, "members:join_online", **typed).status_code == 302
    row = JoinApplication.objects.get()
    for user, action in (
        (officer(Office.GROUP_LEADER, group=group), "group-agree"),
        (officer(Office.BRANCH_CHAIR, branch=group.branch), "branch-agree"),
    ):
        client.force_login(user)
        assert post(client, "members:join_detail", row.pk, action=action).status_code == 302
    client.force_login(officer(Office.OFFICE_STAFF))
    assert post(client, "members:join_approve_many", selected=[row.pk]).status_code == 302
    row.refresh_from_db()
    assert row.state == JoinState.APPROVED
    paper = client.get(reverse("members:join_paper", args=[row.pk]))
    assert paper.content.startswith(b"%PDF")
    client.force_login(applicant)
    assert client.get(reverse("members:join_online")).status_code == 404


def test_stranger_cannot_press_a_button_he_is_not_shown(client):
    group = GroupFactory()
    row = JoinApplication.objects.create(
        member=MemberFactory(group=group, branch=group.branch, membership_status="applicant"),
        state=JoinState.SUBMITTED,
    )
    client.force_login(officer(Office.BRANCH_CHAIR, branch=group.branch))
    page = post(client, "members:join_detail", row.pk, action="approve")
    assert "没有权限" in page.content.decode()
    assert post(client, "members:join_detail", row.pk, action="nonsense").status_code == 404
    assert post(client, "members:join_approve_many", selected=[row.pk]).status_code == 404
    row.refresh_from_db()
    assert row.state == JoinState.SUBMITTED


def test_clerk_registers_changes_and_corrects(client, clerk):
    group = GroupFactory()
    typed = {"name": "王芳", "staff_no": "60001", "id_kind": "resident", "group": group.pk}
    assert post(client, "members:member_create", **typed).status_code == 302
    member = Member.objects.get(staff_no="60001")
    day = today().isoformat()
    refused = post(client, "members:membership_change", member.pk, to="retained", effective_on=day)
    assert "须注明原因" in refused.content.decode()
    typed = {"to": "retained", "effective_on": day, "retain_reason": "abroad"}
    assert post(client, "members:membership_change", member.pk, **typed).status_code == 302
    assert client.get(reverse("members:membership_correct", args=[member.pk])).status_code == 200
    typed = {"to": "active", "effective_on": day, "note": "登错人"}
    assert post(client, "members:membership_correct", member.pk, **typed).status_code == 302
    member.refresh_from_db()
    assert member.membership_status == S.ACTIVE
    timeline = client.get(reverse("members:member_timeline", args=[member.pk])).content.decode()
    assert "（已更正）" in timeline


def test_rule_errors_stand_beside_their_field(client, clerk):
    page = post(client, "members:member_create", name="王5", staff_no="1", id_kind="resident")
    assert "请填写姓名" in str(page.context["form"].errors["name"])


def test_transfer_through_the_pages(client, clerk):
    member, target = MemberFactory(branch=BranchFactory()), BranchFactory()
    typed = {"kind": "branch", "to_branch": target.pk, "effective_on": today().isoformat(), "reason": "调动"}
    assert post(client, "members:transfer_start", member.pk, **typed).status_code == 302
    transfer = Transfer.objects.get()
    client.force_login(officer(Office.BRANCH_CHAIR, branch=target))
    assert post(client, "members:transfer_detail", transfer.pk, action="accept").status_code == 302
    client.force_login(clerk)
    assert post(client, "members:transfer_detail", transfer.pk, action="complete").status_code == 302
    member.refresh_from_db()
    assert member.branch == target
    assert transfer.kind == TransferKind.BRANCH


def test_retirement_is_confirmed_postponed_or_refused_with_a_reason(client, clerk):
    first, second = (
        RetirementProposal.objects.create(member=MemberFactory(), proposed_on=today(), basis="60 岁")
        for _ in range(2)
    )
    typed = {"decided_date": today().isoformat(), "document": "人事通知"}
    assert post(client, "members:retirement_decide", first.pk, action="confirm", **typed).status_code == 302
    missing = post(client, "members:retirement_decide", second.pk, action="postpone", note="x")
    assert "延后到哪一天" in missing.content.decode()
    assert post(client, "members:retirement_decide", second.pk, action="nonsense").status_code == 404
    assert post(client, "members:retirement_decide", second.pk, action="dismiss", note="x").status_code == 302
    assert client.get(reverse("members:retirement_decide", args=[first.pk])).status_code == 404


def test_duplicates_are_told_apart_or_merged(client, clerk):
    one, two, three = (MemberFactory(name="王芳") for _ in range(3))
    assert post(client, "members:duplicate_distinct", one.pk, two.pk).status_code == 302
    url = reverse("members:member_merge", args=[one.pk, three.pk])
    form = client.get(url).context["form"]
    typed = {name: "kept" for name in form.fields if name.startswith("take_")}
    assert client.post(url, {**typed, "reason": "同一人"}).status_code == 302
    assert client.get(reverse("members:member_detail", args=[three.pk])).status_code == 404


def test_member_corrects_consents_and_exports(client, clerk):
    notice = PrivacyNotice.objects.create(
        kind="bank", version=91, title="银行", text="x", valid_from=today(), needs_consent=True
    )
    member = MemberFactory(user=UserFactory())
    client.force_login(member.user)
    assert post(client, "me:corrections", field="education", new_value="硕士研究生").status_code == 302
    assert post(client, "me:corrections", field="sex", new_value="不详").status_code == 200
    assert post(client, "me:consent_give", notice.pk).status_code == 302
    assert post(client, "me:consent_withdraw", member.consents.get().pk).status_code == 302
    assert post(client, "members:family_create", member.pk, relation="女儿", name="王小").status_code == 302
    relative = member.family.get()
    typed = {"relation": "女儿", "phone": "13912345678", "version": 1}
    assert post(client, "members:family_edit", member.pk, relative.pk, **typed).status_code == 302
    assert post(client, "me:export").status_code == 302
    assert Job.objects.get().requested_by == member.user
    request = CorrectionRequest.objects.get()
    foreign = UserFactory()
    client.force_login(foreign)
    assert post(client, "me:correction_withdraw", request.pk).status_code == 404
    client.force_login(clerk)
    assert post(client, "members:correction_decide", request.pk, action="approve").status_code == 302
    member.refresh_from_db()
    assert member.education == "硕士研究生"
    assert client.get(reverse("members:correction_decide", args=[request.pk])).status_code == 404


def test_login_slip_is_shown_once_and_not_cached(client, clerk):
    member = MemberFactory()
    page = post(client, "members:account_open", member.pk)
    assert member.staff_no in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert post(client, "members:account_open", member.pk).status_code == 302
    assert post(client, "members:accounts_open", selected=[MemberFactory().pk]).status_code == 302
    client.force_login(officer(Office.CHAIR))
    assert post(client, "members:accounts_open", selected=[member.pk]).status_code == 404


def test_a_login_is_offered_to_whoever_has_none_also_to_an_officer_on_paper(client, clerk):
    def offered(**member):
        row = MemberFactory(**member)
        shown = client.get(reverse("members:member_detail", args=[row.pk])).content.decode()
        return reverse("members:account_open", args=[row.pk]) in shown

    on_paper, above = UserFactory(), UserFactory()
    for user in (on_paper, above):
        user.set_unusable_password()
        user.save()
    AppointmentFactory(office=Office.MOTION_REVIEWER, user=on_paper)
    AppointmentFactory(office=Office.CHAIR, user=above)
    assert offered()
    assert offered(user=on_paper)
    assert not offered(user=above)  # its password would be the chair's office
    assert not offered(user=UserFactory())


def test_extra_field_appears_on_the_record(client, clerk):
    typed = {
        "label": "工作服尺码",
        "kind": "choice",
        "option_lines": "M\nL",
        "is_active": "on",
        "position": 1,
    }
    assert post(client, "members:extra_field_create", **{**typed, "option_lines": ""}).status_code == 200
    assert post(client, "members:extra_field_create", **typed).status_code == 302
    field = ExtraField.objects.get()
    assert post(client, "members:extra_field_edit", field.pk, **{**typed, "label": "尺码"}).status_code == 302
    member = MemberFactory()
    saved = post(
        client, "members:member_edit", member.pk, name=member.name, staff_no=member.staff_no, version=1,
        id_kind="resident", **{f"extra_{field.key}": "L"},
    )  # fmt: skip
    assert saved.status_code == 302
    assert "尺码" in client.get(reverse("members:member_detail", args=[member.pk])).content.decode()


def test_picker_and_search_stay_within_the_scope(client):
    branch = BranchFactory()
    inside, outside = (
        MemberFactory(name="王丽", branch=branch),
        MemberFactory(name="王丽", branch=BranchFactory()),
    )
    client.force_login(officer(Office.BRANCH_CHAIR, branch=branch))
    found = post(client, "members:member_options", q="wangli").content.decode()
    assert inside.staff_no in found
    assert outside.staff_no not in found
    hits = post(client, "common:search", q="王丽").content.decode()
    assert reverse("members:member_detail", args=[inside.pk]) in hits
    assert reverse("members:member_detail", args=[outside.pk]) not in hits


def test_typing_and_enter_ask_few_and_the_rest_follows(client):
    MemberFactory(name="王丽")
    client.force_login(officer(Office.OFFICE_STAFF))
    asked = {}
    ways = {"typing": ({"HX-Request": "true"}, {}), "enter": ({}, {}), "rest": ({}, {"part": "rest"})}
    for way, (headers, part) in ways.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(reverse("common:search"), {"q": "王丽", **part}, headers=headers)
        assert "王丽" in answer.content.decode()
        asked[way] = {
            sql.split('FROM "')[1].split('"')[0] for each in queries if 'FROM "' in (sql := each["sql"])
        }
        assert way == "rest" or len(queries) <= 12
    assert "welfare_visit" in asked["rest"] - asked["enter"] - asked["typing"]


def test_own_record_leads_members_to_their_own_page(client):
    member = MemberFactory(user=UserFactory())
    client.force_login(member.user)
    assert client.get(reverse("members:member_detail", args=[member.pk])).headers["Location"] == reverse(
        "me:home"
    )
    assert client.get(reverse("members:member_timeline", args=[member.pk])).status_code == 200


def test_no_button_is_shown_that_would_be_refused(client, clerk):
    member = MemberFactory()
    change_membership(member, S.WITHDRAWN, effective_on=today(), note="本人申请", actor=clerk)
    url = reverse("members:member_detail", args=[member.pk])
    again = reverse("members:join_again", args=[member.pk])
    assert again in client.get(url).content.decode()
    assert client.post(again).status_code == 302
    assert again not in client.get(url).content.decode()
    assert client.post(again).headers["Location"] == url
    other = MemberFactory()
    wrong = change_membership(other, S.RETAINED, effective_on=today(), retain_reason="other", actor=clerk)
    change_page = reverse("members:membership_change", args=[other.pk])
    correct = reverse("members:membership_correct", args=[other.pk])
    assert correct in client.get(change_page).content.decode()
    correct_membership(wrong, S.ACTIVE, effective_on=today(), note="x", actor=clerk)
    assert correct not in client.get(change_page).content.decode()
    assert client.get(correct).status_code == 404
    assert (
        client.get(reverse("members:membership_change", args=[MemberFactory(user=clerk).pk])).status_code
        == 404
    )


def test_somebody_who_left_applies_again_from_his_own_page(client, clerk):
    member = MemberFactory(user=UserFactory())
    change_membership(member, S.WITHDRAWN, effective_on=today(), note="本人申请", actor=clerk)
    client.force_login(member.user)
    again = reverse("members:join_again", args=[member.pk])
    assert again in client.get(reverse("me:home")).content.decode()
    client.post(again)
    member.refresh_from_db()
    assert member.membership_status == S.APPLICANT
    assert again not in client.get(reverse("me:home")).content.decode()
