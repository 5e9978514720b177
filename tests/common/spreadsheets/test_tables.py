import datetime as dt

import pytest

from tests.common.spreadsheets.conftest import COLUMNS, HEAD, ROWS
from union.common.spreadsheets import (
    Column,
    UnreadableFile,
    count_filled_rows,
    find_table,
    normalise_head,
    open_book,
)
from union.common.spreadsheets.columns import match_heads


@pytest.fixture
def table_of(workbook):
    def make(rows, change=None, **options):
        with open_book(workbook(rows, change), filename="a.xlsx") as book:
            table = find_table(book, COLUMNS, **options)
            return table, list(table.rows())

    return make


def test_titles_above_blank_rows_repeated_heads_and_sums(table_of, workbook):
    rows = [
        ["某医院职工花名册（2026年1月）"],
        ["填报单位：人事科    填报日期：2026年3月10日"],
        [],
        ["序号", "工 号", "姓\n名", "身份证\n号码（必填）"],
        [1, *ROWS[0]],
        [],
        ["小计", None, "1人"],
        ["某医院职工花名册（2026年1月）"],
        ["序号", "工 号", "姓\n名", "身份证\n号码（必填）"],
        [2, *ROWS[1]],
        [3, None, "合计", None],
        ["内科支会合计", None, "2人"],
        ["合  计：", None, "3人"],
        ["填表人：张三", None, "审核人：李四"],
        ["注：本表一式两份"],
    ]
    table, found = table_of(rows)
    assert [row.number for row in found] == [5, 10]
    assert found[0].values == {"staff_no": "10001", "name": "王丽敏", "id_number": "990101199003070011"}
    assert [(row.number, row.kind) for row in table.skipped] == [
        (7, "total"), (8, "title"), (9, "head"), (11, "total"), (12, "total"), (13, "total"),
        (14, "remark"), (15, "remark"),
    ]  # fmt: skip
    assert table.header_rows == (4,)
    assert table.letters == {"staff_no": "B", "name": "C", "id_number": "D"}
    assert table.month == dt.date(2026, 1, 1)
    assert table.titles[0] == "某医院职工花名册（2026年1月）"
    filled = count_filled_rows(workbook(rows), filename="a.xlsx")
    assert filled == table.data_rows + len(table.skipped) + 3  # two titles, one head


def test_a_row_with_a_key_is_never_a_sum_or_a_remark(table_of):
    table, found = table_of([HEAD, ["10001", "合计人数", "x"], ["备注", "张三", "990101199003070011"]])
    assert len(found) == 2
    assert table.skipped == []


def test_heads_over_two_rows(table_of):
    rows = [
        ["工号", "姓名", "联系方式", "工资", None],
        [None, None, "手机", "岗位工资+薪级工资", "绩效"],
        ["1", "张三", "139", 5, 6],
    ]
    table, [row] = table_of(rows)
    assert table.header_rows == (1, 2)
    assert row.values == {"staff_no": "1", "name": "张三", "phone": "139", "base": 5.0}


def test_the_sheet_with_the_best_head_is_taken_and_the_other_told(table_of):
    def second(book):
        book.active.title = "说明"
        for row in [[*HEAD, "手机"], *ROWS]:
            book.create_sheet("花名册").append(row) if "花名册" not in book.sheetnames else book[
                "花名册"
            ].append(row)

    table, found = table_of([["工号", "姓名"], ["1", "例"]], second)
    assert table.sheet.name == "花名册"
    assert len(found) == 2
    assert any("“说明”未导入" in note for note in table.notes)


def test_the_user_corrects_the_columns(table_of):
    table, [row] = table_of([["工号", "姓名", "别名"], ["1", "甲", "乙"]], chosen={"C": "name", "B": ""})
    assert row.values == {"staff_no": "1", "name": "乙"}
    assert [head.how for head in table.heads] == ["exact", "chosen", "chosen"]


def test_the_user_names_the_head_row(table_of):
    table, [row] = table_of(
        [["甲"], ["号", "名"], ["1", "张三"]], header_row=2, chosen={"A": "staff_no", "B": "name"}
    )
    assert table.header_rows == (2,)
    assert row.values == {"staff_no": "1", "name": "张三"}


def test_a_sheet_without_a_head_is_refused(table_of):
    with pytest.raises(UnreadableFile, match="没有找到表头"):
        table_of([["1", "张三"], ["2", "李四"]])


def test_a_guess_is_told(table_of):
    table, [row] = table_of([["工号", "姓名", "本人联系电话号"], ["1", "张三", "139"]])
    assert row.values["phone"] == "139"
    assert any("请核对" in note for note in table.notes)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("出生\n年月（必填）*", "出生年月"),
        (" Ｅ-mail： ", "e-mail"),
        ("姓　名", "姓名"),
        ("（元）", "(元)"),
        ("★工号", "工号"),
    ],
)
def test_heads_are_compared_without_decoration(typed, normal):
    assert normalise_head(typed) == normal


def test_a_surer_match_comes_first_and_no_column_twice():
    columns = [Column("phone", "电话"), Column("id", "身份证号", contains=False)]
    heads = match_heads(["紧急联系人电话", "电话", "介绍人身份证号", "电 话"], columns)
    assert [(head.key, head.how) for head in heads] == [("", ""), ("phone", "exact"), ("", ""), ("", "")]


def test_the_head_of_csv_and_month_without_day(written):
    text = "2026年02月会费\n工号,姓名\n1,张三\n合计,1\n"
    with open_book(written(text.encode("gb18030"), "a.csv"), filename="a.csv") as book:
        table = find_table(book, COLUMNS)
        assert [row.values for row in table.rows()] == [{"staff_no": "1", "name": "张三"}]
        assert (table.month, table.data_rows, len(table.totals)) == (dt.date(2026, 2, 1), 1, 1)
