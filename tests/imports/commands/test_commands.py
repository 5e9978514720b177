"""What the commands print and how they end."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from members.models import DuesBase, Member
from tests.imports.files import person, workbook
from union.imports.models import ImportBatch
from union.organisation.models import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    def build(*rows, name="花名册.xlsx", **options):
        path = tmp_path / name
        path.write_bytes(workbook(rows, **options))
        return path

    return build


def run(command, path, *args):
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, str(path), *args, stdout=out, stderr=err)
    return ended.value.code, out.getvalue(), err.getvalue()


def test_dry_run_reports_and_writes_nothing(units, write):
    code, out, _err = run("import_roster", write(person(1), person(2, 姓名="")), "--dry-run", "--json")
    found = json.loads(out)
    assert (code, found["new"], found["refused"]) == (1, 1, 1)
    assert not Member.objects.exists()
    assert ImportBatch.objects.get().state == "discarded"


def test_all_or_nothing(units, write):
    path = write(person(1), person(2, 姓名=""))
    assert run("import_roster", path, "--all-or-nothing", "--json")[0] == 1
    assert not Member.objects.exists()
    assert run("import_roster", path, "--json")[0] == 1
    assert Member.objects.count() == 1


def test_create_is_none_unless_asked(db, write):
    path = write(person(1))
    code, out, _err = run("import_roster", path, "--json")
    assert (code, json.loads(out)["refused"]) == (1, 1)
    code, out, _err = run("import_roster", path, "--create", "all", "--json")
    assert (code, json.loads(out)["new"]) == (0, 1)
    assert Group.objects.get().name == "心内科1组"


def test_effective_month(units, write):
    run("import_roster", write(person(1)), "--json")
    run("import_roster", write(person(1, 计费基数=9000)), "--effective", "2026-05", "--json")
    assert DuesBase.objects.latest("effective_month").effective_month.isoformat() == "2026-05-01"
    with pytest.raises(CommandError, match="不是月份"):
        call_command("import_roster", "x.xlsx", "--effective", "2026-13")


@pytest.mark.parametrize("command", ("import_roster", "import_organisation"))
def test_unreadable_file_ends_with_2_and_one_line(db, tmp_path, command):
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    for target in (path, tmp_path / "nothing.xlsx"):
        code, out, err = run(command, target, "--json")
        assert code == 2
        assert out == ""
        assert len(err.strip().splitlines()) == 1


def test_lines_for_people(units, write):
    code, out, _err = run("import_roster", write(person(1), person(2, 姓名="")))
    assert code == 1
    assert out.splitlines()[0] == "共 2 行：接受 1（新增 1，变更 0，相同 0），退回 1"
    assert "第 4 行 姓名：姓名没有填" in out


def test_hints_are_warnings_not_errors(units, write):
    code, out, _err = run("import_roster", write(person(1, 入会时间="2010年5月")), "--json")
    found = json.loads(out)
    assert (code, found["errors"]) == (0, [])
    assert any("只有年月" in hint for hint in found["warnings"])
