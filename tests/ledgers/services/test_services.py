import csv
import datetime as dt
import json
import subprocess
from decimal import Decimal

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from members.ledgers import MEMBERS
from tests.factories import BranchFactory, DepartmentFactory, MemberFactory, officer
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.models import AuditEvent, SavedView
from union.ledgers.cells import masked, text_of
from union.ledgers.declare import Kind
from union.ledgers.selectors import query_from
from union.ledgers.services import (
    export_json,
    export_ledger,
    forget_view,
    keep_question,
    keep_view,
    kept_question,
)
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
LIVE = '=HYPERLINK("http://127.0.0.1")'
COLUMNS = ["staff_no", "name", "department", "status", "joined_union_on", "id_number", "dues_base", "note"]


@pytest.fixture
def clerk():
    return officer()


def exported(clerk, path, **options):
    kept = keep_view(clerk, MEMBERS, columns=COLUMNS)
    query = query_from(MEMBERS, clerk, QueryDict(), kept)
    return export_ledger(query, path, actor=clerk, **options)


@pytest.fixture
def members():
    cardiology = DepartmentFactory(name="心内科")
    rows = [
        MemberFactory(
            staff_no="000123", name="𬭼𡋤", department=cardiology, note='=HYPERLINK("http://127.0.0.1")'
        ),
        MemberFactory(staff_no="000124", name="阿依古丽·买买提", note="+86 先生"),
    ]
    rows[0].dues_bases.create(effective_month=dt.date(2020, 1, 1), amount=Decimal("4567.05"))
    return rows


def test_file_holds_the_rows_as_typed_cells_and_no_formula(tmp_path, clerk, members):
    path = tmp_path / "m.xlsx"

    done = exported(clerk, path)

    sheet = load_workbook(path).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "工号")
    by_no = {row[0]: row for row in rows[head + 1 :]}
    first = by_no["000123"]
    assert done.rows == 2
    assert first[1:5] == ["𬭼𡋤", "心内科", "在册", dt.datetime(2020, 1, 1)]
    assert (first[6], first[7]) == (4567.05, '=HYPERLINK("http://127.0.0.1")')
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet.freeze_panes == f"A{head + 2}" or sheet.freeze_panes.endswith(str(head + 2))


def opened_by_libreoffice(path) -> list[list[str]]:
    """Every cell as LibreOffice shows it."""
    filter_options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{path.parent}/lo", "--convert-to"]
    subprocess.run(
        [*command, filter_options, "--outdir", str(path.parent), str(path)], check=True, capture_output=True
    )
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plain(column, value) -> str:
    """The value as text, money without the comma that a number format puts there."""
    text = text_of(column, masked(column, value))
    return text.replace(",", "") if column.kind is Kind.MONEY else text


def test_libreoffice_shows_the_database_cell_by_cell(tmp_path, clerk, members):
    MemberFactory.create_batch(60, department=members[0].department, branch=BranchFactory())
    path = tmp_path / "m.xlsx"
    done = exported(clerk, path)

    rows = opened_by_libreoffice(path)

    query = query_from(MEMBERS, clerk, QueryDict(), SavedView.objects.get(user=clerk, name=""))
    head = rows.index([column.label for column in query.columns])
    in_database = [
        [plain(column, value) for column, value in zip(query.columns, row[1:], strict=True)]
        for row in query.all_rows()
    ]
    assert rows[head + 1 : head + 1 + done.rows] == in_database
    assert done.rows == 62
    assert rows[head + 1 + done.rows][-2] == "4567.05"  # the sum


def test_sensitive_values_are_masked_without_a_reason(tmp_path, clerk, members):
    path = tmp_path / "m.xlsx"

    exported(clerk, path)

    text = str([[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()])
    assert members[0].id_number not in text
    assert "990101********" in text


def test_sensitive_values_with_reason_are_recorded(tmp_path, clerk, members):
    path = tmp_path / "m.xlsx"

    exported(clerk, path, unmasked=True, reason="报送市总工会实名制数据")

    text = str([[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()])
    event = AuditEvent.objects.get(action=AuditAction.EXPORT)
    assert members[0].id_number in text
    assert "报送市总工会实名制数据" in event.note
    assert members[0].id_number not in f"{event.note}{event.changes}"
    assert event.actor == clerk


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_sensitive_values_need_a_real_reason(tmp_path, clerk, members, reason):
    with pytest.raises(DomainError, match="理由"):
        exported(clerk, tmp_path / "m.xlsx", unmasked=True, reason=reason)
    assert not (tmp_path / "m.xlsx").exists()


def test_chair_may_export_but_not_unmask_and_leadership_not_at_all(tmp_path, members):
    chair, leader = officer(Office.CHAIR), officer(Office.LEADERSHIP)

    assert exported(chair, tmp_path / "a.xlsx").rows == 2
    with pytest.raises(NotPermittedError):
        exported(chair, tmp_path / "b.xlsx", unmasked=True, reason="年度统计上报")
    with pytest.raises(NotPermittedError):
        exported(leader, tmp_path / "c.xlsx")


def test_export_of_a_branch_chair_holds_the_branch(tmp_path):
    own, other = MemberFactory(branch=BranchFactory()), MemberFactory(branch=BranchFactory())
    chair = officer(Office.BRANCH_CHAIR, branch=own.branch)

    exported(chair, tmp_path / "m.xlsx")

    text = str(
        [[cell.value for cell in row] for row in load_workbook(tmp_path / "m.xlsx").active.iter_rows()]
    )
    assert own.staff_no in text
    assert other.staff_no not in text
    assert f"范围：{own.branch.name}" in text


def test_keep_view_replaces_the_one_of_the_same_name(clerk):
    keep_view(clerk, MEMBERS, columns=["name"], name="新入会", query="joined_from=2026-01-01")
    keep_view(clerk, MEMBERS, columns=["name", "no-such"], name="新入会", query="joined_from=2026-02-01")

    view = SavedView.objects.get(user=clerk, name="新入会")
    assert (view.columns, view.query) == (["name"], "joined_from=2026-02-01")
    with pytest.raises(DomainError):
        keep_view(clerk, MEMBERS, columns=["no-such"])


def test_every_printed_page_says_who_took_the_file_and_when(tmp_path, clerk, members):
    clerk.display_name = "欧阳&丽"
    path = tmp_path / "file.xlsx"
    export_ledger(query_from(MEMBERS, clerk, QueryDict(), None), path, actor=clerk)

    footer = load_workbook(path).active.oddFooter
    assert footer.left.text.startswith("欧阳&&丽 20")
    assert footer.left.text.endswith("导出")
    assert "&P" in footer.center.text or "&[Page]" in footer.center.text


def test_rows_as_json_are_plain_values(tmp_path, clerk, members):
    kept = keep_view(clerk, MEMBERS, columns=COLUMNS)
    path = tmp_path / "m.json"
    assert export_json(query_from(MEMBERS, clerk, QueryDict("q=阿依"), kept), path) == 1
    found = json.loads(path.read_text())
    assert (found["ledger"], found["columns"]["staff_no"]) == ("members", "工号")
    [row] = found["rows"]
    assert (row["staff_no"], row["joined_union_on"]) == ("000124", "2020-01-01")


def test_a_question_is_kept_for_the_job_and_forgotten_by_the_purge(clerk):
    key = keep_question(clerk, MEMBERS, asked="q=王", reason="核对")
    assert kept_question(clerk, key) == ("q=王", "核对")
    with pytest.raises(DomainError, match="请重新导出"):
        kept_question(officer(), key)


def test_only_ones_own_saved_filter_is_removed(clerk):
    view = SavedView.objects.create(user=clerk, ledger=MEMBERS.key, name="在册", query="")
    forget_view(officer(), MEMBERS, view.pk)
    assert SavedView.objects.filter(pk=view.pk).exists()
    forget_view(clerk, MEMBERS, view.pk)
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_command_exports_what_was_searched_for(tmp_path, clerk, members):
    kept = keep_view(clerk, MEMBERS, columns=COLUMNS)
    query = query_from(MEMBERS, clerk, QueryDict("q=000123"), kept)
    path = tmp_path / "m.xlsx"
    assert export_ledger(query, path, actor=None).rows == 1
    head = " ".join(
        str(cell.value) for row in load_workbook(path).active.iter_rows(max_row=4) for cell in row
    )
    assert "范围：全院" in head
    assert "搜索：000123" in head
    assert "导出人：系统" in head
    plain = tmp_path / "m.json"
    export_json(query, plain)
    assert json.loads(plain.read_text())["rows"][0]["dues_base"] == "4567.05"
