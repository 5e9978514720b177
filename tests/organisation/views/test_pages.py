import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from union.common.dates import today
from union.organisation.choices import Office
from union.organisation.models import Appointment, Body, Branch, UnionProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


@pytest.fixture
def guard(client):
    user = officer(Office.SECURITY_ADMIN)
    client.force_login(user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(f"organisation:{name}", args=args), query)


def test_tree_shows_units_headcount_and_officers(client, clerk):
    group = GroupFactory(branch__name="内科支会", name="心内科1组")
    MemberFactory.create_batch(2, group=group, branch=group.branch)
    chair = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=group.branch, user__display_name="王主席")
    AppointmentFactory(office=Office.GROUP_LEADER, group=group, user__display_name="李组长")

    shown = page(client, "tree")

    text = shown.content.decode()
    assert shown.status_code == 200
    for word in ("内科支会", "心内科1组", chair.user.display_name, "李组长"):
        assert word in text
    assert shown.context["tree"].total.active == 2


def test_tree_search_keeps_what_matches(client, clerk):
    GroupFactory(branch__name="内科支会", name="心内科1组")
    GroupFactory(branch__name="外科支会", name="骨科1组")
    text = page(client, "tree", q="骨科").content.decode()
    assert "骨科1组" in text
    assert "心内科1组" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_tree_query_count_is_constant(client, clerk, count, django_assert_num_queries):
    branches = BranchFactory.create_batch(count)
    for branch in branches:
        group = GroupFactory(branch=branch, department=DepartmentFactory(branch=branch))
        AppointmentFactory(office=Office.GROUP_LEADER, group=group)
    page(client, "tree")
    with django_assert_num_queries(13):
        assert page(client, "tree").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_officer_list_query_count_is_constant(client, clerk, count, django_assert_num_queries):
    for _ in range(count):
        AppointmentFactory(office=Office.GROUP_LEADER, group=GroupFactory())
    page(client, "officer_list")
    with django_assert_num_queries(7):
        assert page(client, "officer_list").status_code == 200


def test_branch_chair_sees_only_his_branch(client):
    own, foreign = GroupFactory(), GroupFactory()
    client.force_login(officer(Office.BRANCH_CHAIR, branch=own.branch))

    text = page(client, "tree").content.decode()

    assert own.name in text
    assert foreign.name not in text
    assert page(client, "unit_detail", "group", own.pk).status_code == 200
    assert page(client, "unit_detail", "group", foreign.pk).status_code == 404
    assert page(client, "unit_detail", "branch", foreign.branch_id).status_code == 404
    assert page(client, "body_list").status_code == 404


def test_branch_chair_sees_own_officers_and_the_unions(client):
    own, foreign = GroupFactory(), GroupFactory()
    mine = AppointmentFactory(office=Office.GROUP_LEADER, group=own)
    other = AppointmentFactory(office=Office.GROUP_LEADER, group=foreign)
    chair = AppointmentFactory(office=Office.CHAIR)
    admin = AppointmentFactory(office=Office.AUDIT_ADMIN)
    client.force_login(officer(Office.BRANCH_CHAIR, branch=own.branch))

    assert page(client, "officer_detail", mine.pk).status_code == 200
    assert page(client, "officer_detail", chair.pk).status_code == 200
    assert page(client, "officer_detail", other.pk).status_code == 404
    assert page(client, "officer_detail", admin.pk).status_code == 404


@pytest.mark.parametrize("office", [Office.CHAIR, Office.SYSTEM_ADMIN, Office.MEMBER, Office.AUDIT_ADMIN])
def test_forms_do_not_exist_for_others(client, office):
    branch = BranchFactory()
    held = AppointmentFactory(office=Office.BRANCH_CHAIR, branch=branch)
    client.force_login(officer(office))
    for name, args in (
        ("unit_open", ["branch"]),
        ("unit_step", ["branch", branch.pk, "rename"]),
        ("office_choice", []),
        ("office_give", ["branch_chair"]),
        ("office_end", [held.pk]),
        ("person_add", []),
        ("body_edit", [Body.objects.first().pk]),
        ("profile_edit", []),
        ("rights_matrix", []),
    ):
        assert page(client, name, *args).status_code == 404, name
        assert client.post(reverse(f"organisation:{name}", args=args)).status_code in {404, 405}, name


def test_open_a_group_by_form(client, clerk):
    department = DepartmentFactory()
    answer = client.post(
        reverse("organisation:unit_open", args=["group"]),
        {"name": "一组", "branch": department.branch_id, "department": department.pk, "code": "",
         "position": 1, "effective_on": today().isoformat(), "document": "工字1号"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert department.groups.get().name == "一组"


def test_rule_errors_are_shown_and_nothing_is_lost(client, clerk):
    BranchFactory(name="内科支会")
    answer = client.post(
        reverse("organisation:unit_open", args=["branch"]),
        {"name": "内科支会", "code": "B9", "position": 1, "effective_on": today().isoformat()},
    )
    text = answer.content.decode()
    assert "已有名为“内科支会”的支会" in text
    assert 'value="B9"' in text
    assert Branch.objects.filter(name="内科支会").count() == 1


@pytest.mark.parametrize("step", ["rename", "arrange", "move", "merge", "close"])
def test_steps_have_pages(client, clerk, step):
    group = GroupFactory()
    assert page(client, "unit_step", "group", group.pk, step).status_code == 200
    assert page(client, "unit_step", "group", group.pk, "reopen").status_code == 404
    assert page(client, "unit_step", "branch", group.branch_id, "move").status_code == 404


def test_merge_by_form(client, clerk):
    source, target = GroupFactory(), GroupFactory()
    MemberFactory(group=source, branch=source.branch)
    answer = client.post(
        reverse("organisation:unit_step", args=["group", source.pk, "merge"]),
        {"into": target.pk, "effective_on": today().isoformat(), "version": source.version},
        follow=True,
    )
    assert "随之调整会员 1 人" in answer.content.decode()
    source.refresh_from_db()
    assert source.closed_on == today()
    assert page(client, "unit_step", "group", source.pk, "reopen").status_code == 200


def test_give_and_end_by_form(client, clerk):
    user, branch = UserFactory(display_name="赵敏"), BranchFactory()
    url = reverse("organisation:office_give", args=["branch_chair"])
    assert branch.name in client.get(url).content.decode()

    values = {"user": user.pk, "place": f"branch:{branch.pk}", "starts_on": today().isoformat()}
    refused = client.post(url, values)
    assert "id_document" in refused.content.decode()
    assert not Appointment.objects.filter(user=user).exists()

    client.post(url, values | {"document": "工字2号"})
    held = Appointment.objects.get(user=user)
    client.post(
        reverse("organisation:office_end", args=[held.pk]),
        {"ends_on": today().isoformat(), "reason": "换届", "version": held.version},
    )
    held.refresh_from_db()
    assert held.ends_on == today()
    assert page(client, "officer_detail", held.pk).status_code == 200


def test_give_page_of_an_office_one_may_not_give(client, clerk):
    assert page(client, "office_give", "chair").status_code == 404
    assert page(client, "office_give", "nonsense").status_code == 404


def test_picker_finds_by_name_and_pinyin(client, clerk):
    UserFactory(display_name="单雄信", name_pinyin="shanxiongxin", username="77001")
    url = reverse("organisation:person_options")
    for text in ("雄信", "shanx", "7700"):
        assert "单雄信" in client.post(url, {"q": text}).content.decode()
    assert "单雄信" not in client.post(url, {"q": ""}).content.decode()
    client.force_login(officer(Office.CHAIR))
    assert client.post(url, {"q": "雄信"}).status_code == 404


def test_person_on_paper(client, clerk):
    client.post(reverse("organisation:person_add"), {"display_name": "孙力", "username": "G1"}, follow=True)
    client.post(reverse("organisation:person_add"), {"display_name": "李四", "username": "G1"})
    assert "孙力" in client.post(reverse("organisation:person_options"), {"q": "孙"}).content.decode()


def test_officer_filters(client, clerk):
    group = GroupFactory()
    AppointmentFactory(office=Office.GROUP_LEADER, group=group, user__display_name="在任者")
    ended = today() - dt.timedelta(days=1)
    AppointmentFactory(office=Office.CHAIR, ends_on=ended, user__display_name="离任者")

    def names(**query):
        return {held.user.display_name for held in page(client, "officer_list", **query).context["page"]}

    assert "在任者" in names(branch=group.branch_id)
    assert names(state="ended") == {"离任者"}
    assert names(office="group_leader", q="在任") == {"在任者"}
    assert names(body="0") == set()
    assert "在任者" in names(office="nonsense", branch="x")


def test_bodies_and_profile_are_edited(client, clerk):
    body = Body.objects.get(kind="committee")
    client.post(
        reverse("organisation:body_edit", args=[body.pk]),
        {"name": body.name, "term": "第六届", "starts_on": "2024-01-01", "ends_on": "2027-01-01"},
    )
    assert "第六届" in page(client, "body_list").content.decode()
    bad = client.post(
        reverse("organisation:body_edit", args=[body.pk]),
        {"name": body.name, "term": "", "starts_on": "2024-01-01", "ends_on": "2023-01-01"},
    )
    assert "请核对" in bad.content.decode()

    assert page(client, "profile_edit").status_code == 200
    client.post(
        reverse("organisation:profile_edit"), {"name": "某院工会", "hospital_name": "某院", "version": 1}
    )
    assert UnionProfile.objects.get().name == "某院工会"


def test_rights_matrix_and_its_files(client, guard):
    assert "授权管理" in page(client, "rights_matrix").content.decode()
    assert page(client, "rights_matrix", format="csv").content.decode("utf-8-sig").startswith("权限,")
    assert page(client, "rights_matrix", format="md").content.decode().startswith("| 权限 |")


def test_who_may_see_names_people_and_reasons(client, clerk):
    group = GroupFactory()
    member = MemberFactory(group=group, branch=group.branch)
    AppointmentFactory(office=Office.BRANCH_CHAIR, branch=group.branch, user__display_name="王主席")
    AppointmentFactory(office=Office.BRANCH_CHAIR, branch=BranchFactory(), user__display_name="别家主席")

    text = page(client, "who_may_see", "member", member.pk).content.decode()

    assert "王主席" in text
    assert f"支会主席（{group.branch.name}）" in text
    assert "别家主席" not in text
    assert page(client, "who_may_see", "member", 0).status_code == 404
    assert page(client, "who_may_see", "nothing", member.pk).status_code == 404
