"""The office's real files against their control totals (truth.json), through the commands."""

import io
import json

import pytest
from django.core.management import call_command

from members.models import DuesBase, Member, MembershipChange
from tests.datafiles import DATA
from union.common.audit import verify
from union.organisation.models import Branch, Department, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def truth():
    return json.loads((DATA / "truth.json").read_text())


def run(command, file, *args):
    """Exit code and the JSON object of a command."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, str(DATA / file), "--json", *args, stdout=out)
    return ended.value.code, json.loads(out.getvalue())


def counts(found):
    return tuple(found[key] for key in ("rows", "accepted", "refused", "new", "changed", "same"))


def test_organisation_and_roster_give_the_control_totals(truth):
    wanted = truth["organisation"]
    code, found = run("import_organisation", wanted["file"])
    assert code == 0
    assert counts(found) == (88, 88, 0, 88, 0, 0)
    assert [found[key] for key in ("branches", "departments", "groups")] == [7, 44, 88]
    assert (Branch.objects.count(), Department.objects.count(), Group.objects.count()) == (7, 44, 88)
    assert counts(run("import_organisation", wanted["file"])[1]) == (88, 88, 0, 0, 0, 88)

    wanted = truth["roster"]
    code, found = run("import_roster", wanted["file"])
    assert code == 1
    assert counts(found) == (3294, 3278, 16, 3278, 0, 0)
    faults = wanted["excel_rows_of_faults"]
    faulty = {row for name, rows in faults.items() if name.startswith("err_") for row in rows}
    assert {error["row"] for error in found["errors"]} == faulty
    assert all(error["column"] and error["reason"] for error in found["errors"])
    assert "9901011" not in json.dumps(found)
    assert Member.objects.count() == DuesBase.objects.count() == MembershipChange.objects.count() == 3278
    assert set(Member.objects.values_list("membership_status", flat=True)) == {"active"}

    again = run("import_roster", wanted["file"])[1]
    assert counts(again) == (3294, 3278, 16, 0, 0, 3278)
    assert again["errors"] == found["errors"]
    old = run("import_roster", truth["roster_xls"]["file"])
    assert (old[0], counts(old[1])) == (0, (300, 300, 0, 0, 0, 300))
    assert (Member.objects.count(), DuesBase.objects.count()) == (3278, 3278)
    assert verify() == []


def test_rows_that_need_cleaning_are_cleaned(truth):
    run("import_organisation", truth["organisation"]["file"])
    run("import_roster", truth["roster"]["file"])
    assert Member.objects.get(staff_no="13266").id_number == "990101199607265446"  # full width
    assert Member.objects.get(staff_no="13268").id_number == "99010119771226549X"  # lower-case x
    assert Member.objects.get(staff_no="13260").name == "白馨英"  # spaces in the name
    assert Member.objects.get(staff_no="13270").name == "𬭼𡋤"
    assert Member.objects.get(staff_no="13271").name == "阿依古丽·买买提"
    assert Member.objects.get(staff_no="20001").name == "何梅娜"  # a number in the 工号 column
    assert (
        Member.objects.get(staff_no="13277").born_on.isoformat() == "1985-07-03"
    )  # year and month, day from the ID
    assert DuesBase.objects.get(member__staff_no="13274").amount == 4800  # ￥4800
    assert Member.objects.get(staff_no="13272").note.startswith("'=HYPERLINK")
