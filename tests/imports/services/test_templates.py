"""Every kind of import hands out an empty sheet that it reads itself, and remembers what was corrected."""

import io

import pytest
from openpyxl import load_workbook

from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, officer
from tests.imports.files import person, workbook
from tests.imports.steps import check
from union.common.errors import DomainError
from union.imports.declare import kinds
from union.imports.models import ColumnMapping, ValueAlias
from union.imports.services import memory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [key for key, _kind in kinds.items()])
def test_a_template_has_the_columns_that_are_read(key):
    GroupFactory()
    kind = kinds[key]
    sheet = load_workbook(io.BytesIO(kind.template())).worksheets[0]
    words = {
        str(cell.value).rstrip("*＊ ") for row in sheet.iter_rows(max_row=12) for cell in row if cell.value
    }
    labels = {column.label for column in kind.columns()}
    assert labels & words
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
