"""Every kind of import hands out an empty sheet that it reads itself, and remembers what was corrected."""

import io

import pytest
from openpyxl import load_workbook

from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, officer
from tests.imports.files import person, saved, workbook
from tests.imports.steps import check
from union.common.errors import DomainError
from union.common.spreadsheets import find_table, open_book
from union.common.spreadsheets.errors import UnreadableFile
from union.imports.declare import kinds
from union.imports.models import ColumnMapping, ValueAlias
from union.imports.services import batches, checking, files, memory

pytestmark = pytest.mark.django_db


REQUIRED = {  # marked with a star: without them no row is taken
    "roster": {"姓名"},
    "organisation": {"支会"},
    "payroll": {"工号", "姓名", "实扣会费"},
    "dues_opening": {"工号", "姓名", "所属月份", "欠缴金额"},
    "bank_statement": {"交易日期", "余额"},
    "delegates": {"姓名"},
    "motions": {"编号", "案由", "工号", "处理结果"},
    "visits": {"日期", "工号", "姓名", "慰问类别"},
    "enrolments": {"姓名"},
}


@pytest.mark.parametrize("key", [key for key, _kind in kinds.items()])
def test_a_template_holds_every_required_column_and_is_read_with_a_filled_row(key, tmp_path):
    GroupFactory()
    kind = kinds[key]
    book = load_workbook(io.BytesIO(kind.template()))
    sheet = book.worksheets[0]
    heads = [str(cell.value) for cell in sheet[2]]
    keys = {column.label: column.key for column in kind.columns()}
    required = {head.removesuffix("*") for head in heads if head.endswith("*")}
    filled = [f"甲{at}" for at, _head in enumerate(heads)]
    sheet.append(filled)
    (tmp_path / "sheet.xlsx").write_bytes(saved(book))
    with open_book(tmp_path / "sheet.xlsx", filename="sheet.xlsx") as read:
        table = find_table(read, kind.columns())
        rows = list(table.rows())
    assert not table.unmapped
    assert [row.values for row in rows] == [
        {keys[head.removesuffix("*")]: value for head, value in zip(heads, filled, strict=True)}
    ]
    assert required == REQUIRED[key]
    assert kind.subject_url(1) == "" or kind.subject_url(1).startswith("/")


def test_a_corrected_head_is_remembered_and_checked_again():
    clerk = officer()
    batch = check(workbook([person(1)], title="花名册"), actor=clerk)
    letters = {head: letter for letter, head, _field in memory.mapping_by_letter(batch)}
    for mapping, words in (
        ({letters["备注"]: "nothing"}, "选择的字段不存在"),
        ({letters["备注"]: "name", letters["姓名"]: "name"}, "只能对应一列"),
    ):
        with pytest.raises(DomainError, match=words):
            memory.correct_columns(batch.pk, mapping, actor=clerk)
    chosen = {letter: field for letter, _head, field in memory.mapping_by_letter(batch)}
    again = memory.correct_columns(batch.pk, chosen | {letters["备注"]: "", "ZZ": "name"}, actor=clerk)
    assert again.options["mapping"][letters["备注"]] == ""
    assert "ZZ" not in ColumnMapping.objects.get(kind="roster").mapping  # beyond the sheet


def test_a_word_that_means_a_department_is_remembered():
    clerk = officer()
    team = DepartmentFactory(name="心血管内科", branch=BranchFactory())
    batch = check(workbook([person(1)], title="花名册"), actor=clerk)
    with pytest.raises(DomainError, match="选择的名称不存在"):
        memory.correct_values(batch.pk, {("department", "心内科"): "没有的科室"}, actor=clerk)
    memory.correct_values(batch.pk, {("department", "心内科"): team.name}, actor=clerk)
    assert ValueAlias.objects.get(alias="心内科").target == team.name
    assert memory.aliases(["department", "branch"]) == {"department": {"心内科": team.name}, "branch": {}}


def test_what_was_corrected_once_holds_for_the_next_file_with_the_same_head():
    clerk = officer()
    first = check(workbook([person(1)], title="花名册"), actor=clerk)
    chosen = {letter: field for letter, _head, field in memory.mapping_by_letter(first)}
    letters = {head: letter for letter, head, _field in memory.mapping_by_letter(first)}
    memory.correct_columns(first.pk, chosen | {letters["备注"]: ""}, actor=clerk)
    second = check(workbook([person(2)], title="花名册"), actor=clerk)
    fields = {head: field for _letter, head, field in memory.mapping_by_letter(second)}
    assert (fields["备注"], fields["姓名"]) == ("", "name")


def test_a_stored_file_that_is_gone_and_rows_that_do_not_add_up_stop_the_check():
    clerk = officer()
    batch = check(workbook([person(1)], title="花名册"), actor=clerk)
    counted = {"new_count": 1, "changed_count": 0, "same_count": 0, "refused_count": 0, "row_count": 2}
    with pytest.raises(UnreadableFile, match="核对的行数与文件的行数不一致"):
        checking.finish(batch.pk, counted)
    batches.give_back(batch.pk, "磁盘已满")  # not being written: nothing to give back
    batch.refresh_from_db()
    assert (batch.state, batch.error) == ("checked", "")
    batch.file.storage.delete(batch.file.name)
    with pytest.raises(DomainError, match="已上传的文件找不到了，请重新上传"):
        files.content_of(batch)
    assert files.once_sealed(b"not ours", "0" * 64) == b"not ours"
