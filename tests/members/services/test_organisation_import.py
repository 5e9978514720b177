"""The organisation sheet: opens what is missing, moves what stands elsewhere, closes nothing."""

import pytest

from tests.factories import AppointmentFactory, MemberFactory, officer
from tests.imports.files import workbook
from tests.imports.steps import check, counts, load
from union.common.errors import DomainError, NotPermittedError
from union.imports.services import batches, running
from union.organisation.choices import Office
from union.organisation.models import Branch, Department, Group, UnitChange

pytestmark = pytest.mark.django_db
HEAD = ("支会", "科室", "工会小组", "组长")
ROWS = [
    ("内科支会", "心内科", "心内科1组", ""),
    ("内科支会", "心内科", "心内科2组", ""),
    ("外科支会", "骨科", "骨科1组", ""),
]  # fmt: skip


def sheet(*rows):
    return workbook(rows, head=HEAD, title="工会组织架构")


def imported(*rows, **options):
    return load(sheet(*rows), kind="organisation", **options)


def tree():
    return sorted(
        (g.branch.name, g.department.name if g.department else "", g.name)
        for g in Group.objects.filter(closed_on=None).select_related("branch", "department")
    )


def test_opens_everything_once_with_history():
    assert counts(imported(*ROWS)) == (3, 0, 0, 0)
    assert tree() == [row[:3] for row in ROWS]
    assert Department.objects.get(name="心内科").branch.name == "内科支会"
    assert UnitChange.objects.filter(event="opened").count() == 2 + 2 + 3
    assert counts(imported(*ROWS)) == (0, 0, 3, 0)
    assert UnitChange.objects.count() == 7


def test_department_under_another_branch_moves_with_its_groups_and_members():
    imported(*ROWS)
    member = MemberFactory(
        group=Group.objects.get(name="心内科1组"), department=Department.objects.get(name="心内科")
    )
    batch = imported(("外科支会", "心内科", "心内科1组", ""))
    assert counts(batch) == (0, 1, 0, 0)
    assert ("外科支会", "心内科", "心内科1组") in tree()
    assert ("外科支会", "心内科", "心内科2组") in tree()
    member.refresh_from_db()
    assert member.branch.name == "外科支会"
    assert counts(imported(("外科支会", "心内科", "心内科1组", ""))) == (0, 0, 1, 0)


def test_group_in_another_department_moves():
    imported(*ROWS)
    assert counts(imported(("内科支会", "呼吸科", "心内科2组", ""))) == (1, 0, 0, 0)
    assert ("内科支会", "呼吸科", "心内科2组") in tree()


def test_what_the_sheet_does_not_name_stays():
    imported(*ROWS)
    imported(ROWS[0])
    assert len(tree()) == 3


def test_refused_rows_open_nothing():
    batch = imported(("", "心内科", "心内科1组", ""), ROWS[2], ROWS[2])
    assert counts(batch) == (1, 0, 0, 2)
    assert tree() == [ROWS[2][:3]]


def test_leader_is_only_a_hint():
    MemberFactory(name="张三")
    batch = check(
        sheet(("内科支会", "心内科", "心内科1组", "张三"), ("内科支会", "心内科", "心内科2组", "无此人")),
        kind="organisation",
    )
    assert (counts(batch), batch.hint_count) == ((2, 0, 0, 0), 2)
    running.apply_now(batch.pk, actor=None)
    assert Group.objects.count() == 2


def test_undo_closes_what_was_opened_and_moves_back():
    imported(*ROWS)
    batch = imported(("外科支会", "心内科", "心内科1组", ""), ("外科支会", "新科", "新组", ""))
    batches.undo(batch.pk, actor=None)
    assert tree() == [row[:3] for row in ROWS]
    assert Department.objects.get(name="新科").closed_on is not None
    assert Department.objects.get(name="心内科").branch.name == "内科支会"


def _member():
    MemberFactory(group=Group.objects.get(name="骨科1组"))


def _officer():
    AppointmentFactory(office=Office.GROUP_LEADER, group=Group.objects.get(name="骨科1组"))


def _child():
    Group.objects.create(name="骨科2组", branch=Branch.objects.get(name="外科支会"))


@pytest.mark.parametrize(("build", "named"), [(_member, "会员"), (_officer, "任职"), (_child, "骨科2组")])
def test_undo_is_refused_when_something_was_built_on_it(build, named):
    batch = imported(*ROWS)
    build()
    with pytest.raises(DomainError, match=named):
        batches.undo(batch.pk, actor=None)
    assert Branch.objects.filter(closed_on=None).count() == 2


def test_only_editors_of_the_organisation():
    with pytest.raises(NotPermittedError):
        batches.stage(
            "organisation", "x.xlsx", sheet(ROWS[0]), actor=officer(Office.BRANCH_CHAIR, branch=None)
        )
