import csv
import datetime as dt
import io
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.common.spreadsheets.conftest import COLUMNS, HEAD, ROWS
from union.common.spreadsheets import (
    Sheet,
    SheetColumn,
    TemplateColumn,
    find_table,
    open_book,
    write_error_file,
    write_template,
    write_workbook,
)

PAYLOADS = [
    "=1+1", '=HYPERLINK("http://127.0.0.1","点我")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1",
    "=cmd|' /C calc'!A0", "＝1+1", "'=1", '"=1"', "%0A=1+1",
]  # fmt: skip


def loaded(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def written(columns, rows, **options):
    stream = io.BytesIO()
    count = write_workbook(stream, Sheet("台账", columns, rows, **options))
    assert count == len(rows)
    return stream.getvalue()


@pytest.fixture
def as_csv(tmp_path):
    """What LibreOffice computes and shows, as rows of text."""

    def convert(content):
        (tmp_path / "file.xlsx").write_bytes(content)
        options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,2052,true,true"
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/lo",
                "--headless",
                "--convert-to",
                options,
                "--outdir",
                str(tmp_path),
                str(tmp_path / "file.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        [path] = tmp_path.glob("*.csv")
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))

    return convert


FORBIDDEN = {chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
LEDGER = [
    SheetColumn("工号", 10),
    SheetColumn("姓名", 12),
    SheetColumn("金额", 14, "money", is_summed=True),
    SheetColumn("日期", 12, "date"),
    SheetColumn("时间", 20, "datetime"),
    SheetColumn("人数", 8, "integer", is_summed=True),
    SheetColumn("比例", 8, "percent"),
    SheetColumn("月份", 10, "month"),
    SheetColumn("是否", 6),
]
LEDGER_ROWS = [
    [
        "000123", "𬭼𡋤", Decimal("4760.32"), dt.date(2026, 2, 17),
        dt.datetime(2026, 2, 17, 0, 30, 15, tzinfo=dt.UTC), 3, 0.125, dt.date(2026, 1, 1), True,
    ],
    [
        "990101199003070011", "阿依古丽·买买提", Decimal("-0.10"), dt.date(1950, 12, 31),
        None, 0, None, None, False,
    ],
]  # fmt: skip


def test_libreoffice_shows_what_was_written(as_csv):
    rows = as_csv(written(LEDGER, LEDGER_ROWS, title="会员台账", lines=["单位：某医院", "导出：张三"]))
    assert rows[0][0] == "会员台账"
    assert rows[3] == [column.label for column in LEDGER]
    assert rows[4] == [
        "000123", "𬭼𡋤", "4,760.32", "2026-02-17", "2026-02-17 08:30:15", "3", "12.50%", "2026-01", "是"
    ]  # fmt: skip
    assert rows[5] == ["990101199003070011", "阿依古丽·买买提", "-0.10", "1950-12-31", "", "0", "", "", "否"]
    assert rows[6][:6] == ["合计", "", "4,760.22", "", "", "3"]


def test_nothing_is_ever_a_formula(as_csv):
    columns = [SheetColumn("甲"), SheetColumn("乙", 10, "money")]
    content = written(columns, [[payload, payload] for payload in PAYLOADS])
    assert as_csv(content)[1:] == [[payload, payload] for payload in PAYLOADS]
    for row in loaded(content).active.iter_rows(min_row=2):
        assert [cell.data_type for cell in row] == ["s", "s"]
    assert b"<f>" not in content


def test_openpyxl_reads_kinds_formats_and_frame():
    sheet = loaded(written(LEDGER, LEDGER_ROWS, title="会员台账", lines=["单位：某医院"])).active
    assert [sheet.cell(4, at).number_format for at in range(1, 10)] == [
        "@", "@", "#,##0.00", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", "0", "0.00%", "yyyy\\-mm", "@",
    ]  # fmt: skip
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'台账'!$A$1:$I$6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:I1", "A2:I2"}
    assert sheet.column_dimensions["A"].width == 10
    assert sheet["A3"].font.bold
    assert sheet["C6"].font.bold


def test_sums_of_the_caller_come_first_and_a_sheet_can_be_written_twice():
    sheet = Sheet("a", LEDGER[:3], [["1", "a", Decimal(5)]], totals={1: "1人"}, totals_label="共计")
    for _ in range(2):
        stream = io.BytesIO()
        write_workbook(stream, sheet)
        assert [cell.value for cell in loaded(stream.getvalue()).active[3]] == ["共计", "1人", 5]


def test_several_sheets_with_names_excel_would_refuse():
    stream = io.BytesIO()
    column = [SheetColumn("甲")]
    write_workbook(
        stream, Sheet("a/b", column, [["1"]]), Sheet("A:B", column, []), Sheet("", column, [["2"]])
    )
    book = loaded(stream.getvalue())
    assert book.sheetnames == ["a b", "A B(2)", "工作表3"]
    assert book["工作表3"]["A2"].value == "2"


def test_values_out_of_range_become_text_or_nothing():
    columns = [SheetColumn("数", 8, "integer"), SheetColumn("日", 8, "date"), SheetColumn("额", 8, "money")]
    rows = [
        [1234567890123456789, dt.date(1899, 1, 1), float("nan")],
        [True, dt.datetime(1890, 1, 1), Decimal("NaN")],
    ]
    sheet = loaded(written(columns, rows)).active
    assert [cell.value for cell in sheet[2]] == ["1234567890123456789", "1899-01-01", "nan"]
    assert [cell.value for cell in sheet[3]] == ["是", "1890-01-01 00:00:00", "NaN"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=30))
def test_any_text_comes_back_without_its_control_characters(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("text") / "a.xlsx"
    write_workbook(path, Sheet("a", [SheetColumn("甲")], [[text] for text in texts]))
    with open_book(path, filename="a.xlsx") as book:
        found = {number: cells[0] for number, cells in book.rows(0)}
    for number, text in enumerate(texts, start=2):
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        kept = "".join(char for char in plain if char in "\t\n\x85" or char not in FORBIDDEN)
        if kept.strip():
            assert found[number] == kept


def test_the_error_file_can_be_mended_and_imported_again(tmp_path):
    header = ["工号", "姓 名", "身份证\n号码", "", "出生\n年月", "计费基数"]
    bad = [
        (
            7,
            ["10001", "王丽敏", 9.9010119850703e17, "", dt.date(1990, 3, 7), 4760.32],
            ["号码不对", "基数不对"],
        ),
        (9, ["10002", "=1+1"], ["只有两格"]),
    ]
    path = tmp_path / "err.xlsx"
    assert write_error_file(path, header=header, rows=bad, title="需修改的行（2026年1月）") == 2
    with open_book(path, filename="err.xlsx") as book:
        table = find_table(book, COLUMNS)
        first, second = table.rows()
        assert table.month == dt.date(2026, 1, 1)
    assert first.values == {
        "staff_no": "10001", "name": "王丽敏", "id_number": "9.90101198507030E+17", "born_on": "1990-03-07",
        "base": "4760.32",
    }  # fmt: skip
    assert first.cells[-2:] == [7.0, "号码不对；基数不对"]
    assert second.values["name"] == "=1+1"


def test_the_template_is_recognised_has_drop_downs_and_no_example(tmp_path):
    path = tmp_path / "tpl.xlsx"
    choices = [f"选项{n}" for n in range(60)]
    columns = [
        TemplateColumn("工号", is_required=True, help="必填"),
        TemplateColumn("姓名", is_required=True),
        TemplateColumn("性别", choices=["男", "女"]),
        TemplateColumn("民族", choices=choices),
        TemplateColumn("出生日期", "date"),
    ]
    write_template(path, "职工花名册", columns, ["请勿修改表头"])
    with open_book(path, filename="tpl.xlsx") as book:
        table = find_table(book, COLUMNS)
        assert list(table.rows()) == []
        assert set(table.mapping) == {"staff_no", "name", "born_on"}
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"C3:C2002": "'选项'!$A$1:$A$2", "D3:D2002": "'选项'!$B$1:$B$60"}
    assert sheet.column_dimensions["A"].number_format == "@"
    assert openpyxl.load_workbook(path)["填表说明"]["A2"].value == "工号：必填"


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, Sheet("花名册", [SheetColumn(text) for text in HEAD], ROWS, title="花名册"))
    with open_book(path, filename="a.xlsx") as book:
        assert [row.cells for row in find_table(book, COLUMNS).rows()] == ROWS
        assert book.sheets[0].filled_rows == 4


def test_many_rows_and_words_are_written_in_batches(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [[f"{n:06}", Decimal(n)] for n in range(25_000)]
    columns = [SheetColumn("工号"), SheetColumn("计费基数", 10, "money", is_summed=True)]
    assert write_workbook(path, Sheet("a", columns, rows)) == 25_000
    with open_book(path, filename="a.xlsx") as book:
        table = find_table(book, COLUMNS)
        assert [row.values["staff_no"] for row in table.rows()] == [row[0] for row in rows]
        assert table.totals[0].text == f"合计 {float(sum(range(25_000)))}"
        assert table.totals[0].kind_label == "合计行"
        assert table.header == ["工号", "计费基数"]
        assert table.unmapped == []
