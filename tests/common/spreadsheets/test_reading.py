import datetime as dt
import os
import signal
import subprocess

import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.common.spreadsheets.conftest import COLUMNS, HEAD, ROWS, zipped
from tests.common.spreadsheets.refused import ENTITY, REFUSED
from union.common.spreadsheets import UnreadableFile, child, count_filled_rows, find_table, open_book

SHEET = "xl/worksheets/sheet1.xml"


def rows_of(path, name=None, index=0):
    with open_book(path, filename=name or path.name) as book:
        return list(book.rows(index))


def refusal(path, name=None):
    with pytest.raises(UnreadableFile) as caught, open_book(path, filename=name or path.name) as book:
        list(find_table(book, COLUMNS).rows())
    return str(caught.value)


def test_cells_keep_their_kind(workbook):
    row = ["10001", 10001, 1.5, dt.date(2026, 2, 17), dt.datetime(2026, 2, 17, 8, 30), True, None, "end"]
    [(number, cells)] = rows_of(workbook([row]))
    assert number == 1
    assert cells == [
        "10001",
        10001.0,
        1.5,
        dt.date(2026, 2, 17),
        dt.datetime(2026, 2, 17, 8, 30),
        True,
        "",
        "end",
    ]
    assert isinstance(cells[0], str)
    assert isinstance(cells[1], float)


def test_row_numbers_are_those_of_excel(workbook):
    def shift(book):
        book.active.move_range("A1:C3", rows=4, cols=2)

    path = workbook([HEAD, *ROWS], shift)
    assert [(number, cells[:2]) for number, cells in rows_of(path)] == [(n, ["", ""]) for n in (5, 6, 7)]


@pytest.mark.parametrize("claim", [b"A1:C2", b"A1", b"A1:ZZ9999", b"B2:B2"])
def test_a_wrong_dimension_loses_no_row(workbook, patched, claim):
    path = workbook([HEAD, *(ROWS * 30)])
    wrong = patched(path, SHEET, lambda xml: xml.replace(b'ref="A1:C61"', b'ref="' + claim + b'"'))
    assert len(rows_of(wrong)) == 61
    assert count_filled_rows(wrong, filename="a.xlsx") == 61


def test_formulas_without_result_and_errors_are_told(workbook):
    def formulas(book):
        book.active["B2"] = "=1+1"
        book.active["C3"] = "#N/A"
        book.active["C3"].data_type = "e"

    with open_book(workbook([HEAD, *ROWS], formulas), filename="a.xlsx") as book:
        table = find_table(book, COLUMNS)
        first, second = table.rows()
    assert "没有结果" in first.issues["name"]
    assert "#N/A" in second.issues["id_number"]
    assert set(first.issues) == {"name"}


def test_hidden_sheets_and_rows_are_told_and_hidden_sheets_not_read(workbook):
    def hide(book):
        book.active.row_dimensions[3].hidden = True
        for state in ("hidden", "veryHidden"):
            sheet = book.create_sheet(state)
            sheet.sheet_state = state
            for row in [[*HEAD, "联系电话"], *ROWS, *ROWS]:
                sheet.append(row)

    with open_book(workbook([HEAD, *ROWS], hide), filename="a.xlsx") as book:
        table = find_table(book, COLUMNS)
        assert len(list(table.rows())) == 2
    notes = "；".join(table.notes)
    assert "“hidden”是隐藏的" in notes
    assert "“veryHidden”是隐藏的" in notes
    assert "第 3 行" in notes


def test_a_hidden_sheet_is_read_when_named(workbook):
    def hide(book):
        sheet = book.create_sheet("旧表")
        sheet.sheet_state = "hidden"
        for row in [HEAD, *ROWS, *ROWS]:
            sheet.append(row)

    with open_book(workbook([HEAD, *ROWS], hide), filename="a.xlsx") as book:
        assert len(list(find_table(book, COLUMNS, sheet_name="旧表").rows())) == 4


def test_rows_can_be_read_twice_and_after_a_stop(workbook):
    with open_book(workbook([HEAD, *(ROWS * 2000)]), filename="a.xlsx") as book:
        assert next(book.rows(0))[1] == HEAD
        assert sum(1 for _ in book.rows(0)) == 4001
        assert sum(1 for _ in book.rows(0)) == 4001


def test_the_second_reader_stops_an_import_that_would_lose_rows(workbook, patched):
    """Two rows with one number: calamine keeps one of them, the raw scan counts both."""
    path = workbook([HEAD, *ROWS])
    twice = patched(path, SHEET, lambda xml: xml.replace(b'r="3"', b'r="2"').replace(b'3"', b'2"'))
    assert "只读出" in refusal(twice)


def test_blank_strings_count_as_blank_for_both_readers(workbook):
    path = workbook([HEAD, [" ", "", "\u3000"], *ROWS, [None, " "]])
    with open_book(path, filename="a.xlsx") as book:
        assert [number for number, _ in book.rows(0)] == [1, 3, 4]
        assert book.sheets[0].filled_rows == 3
    assert count_filled_rows(path, filename="a.xlsx") == 3


def test_dates_of_the_1904_system(workbook):
    def mac(book):
        book.epoch = CALENDAR_MAC_1904

    path = workbook([HEAD, ["1", "张三", dt.date(2026, 2, 17)]], mac)
    assert rows_of(path)[1][1][2] == dt.date(2026, 2, 17)


def test_three_hundred_columns(workbook):
    path = workbook([[*HEAD, *(f"列{n}" for n in range(300))], [*ROWS[0], *range(300)]])
    with open_book(path, filename="a.xlsx") as book:
        [row] = find_table(book, COLUMNS).rows()
    assert len(row.cells) == 303


def test_many_blank_styled_rows_are_nothing(workbook):
    def colour(book):
        fill = PatternFill("solid", fgColor="FFFF00")
        for number in range(4, 20_000):
            book.active.cell(number, 1).fill = fill

    assert len(rows_of(workbook([HEAD, *ROWS], colour))) == 3


def test_a_far_stray_cell_is_named(workbook):
    def stray(book):
        book.active.cell(1_048_576, 20, " ")

    assert "第 1048576 行" in refusal(workbook([HEAD, *ROWS], stray))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_make(written, encoding, delimiter):
    lines = [HEAD, ["10001", f'"王{delimiter}丽\n敏"', "990101199003070011"], ["10002", "𬭼𡋤", "x"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert rows_of(written(text.encode(encoding), "a.csv")) == [
        (1, HEAD),
        (2, ["10001", f"王{delimiter}丽\n敏", "990101199003070011"]),
        (3, ["10002", "𬭼𡋤", "x"]),
    ]


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_formats_agree_with_libreoffice(workbook, tmp_path, suffix):
    path = workbook([HEAD, *ROWS, ["10003", "张三", 46070.0]], name="源.xlsx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/lo",
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            str(tmp_path),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert rows_of(tmp_path / f"源.{suffix}") == [
        (1, HEAD), (2, ROWS[0]), (3, ROWS[1]), (4, ["10003", "张三", 46070.0])
    ]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "words"), REFUSED)
def test_what_is_no_table_gets_its_own_sentence(written, content, name, words):
    assert words in refusal(written(content, "upload.bin"), name)


def test_a_bomb_is_stopped_by_what_comes_out_not_by_what_it_says(written):
    """The directory claims ten bytes; the stream would unpack to more."""
    content = bytearray(
        zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"<row/>" * 900_000})
    )
    for marker in (b"PK\x01\x02", b"PK\x03\x04"):
        at = content.rfind(marker)
        offset = 24 if marker == b"PK\x01\x02" else 22
        content[at + offset : at + offset + 4] = (10).to_bytes(4, "little")
    assert refusal(written(bytes(content), "a.xlsx"))


def test_a_document_type_in_the_sheet_is_refused(workbook, patched):
    path = workbook([HEAD, *ROWS])
    evil = patched(path, SHEET, lambda xml: b'<?xml version="1.0"?>' + ENTITY + xml)
    assert "DTD" in refusal(evil)


def test_a_renamed_xlsx_is_read_by_its_content(workbook):
    path = workbook([HEAD, *ROWS])
    assert len(rows_of(path, "花名册.xls")) == 3


def test_no_child_is_left_behind(workbook):
    with open_book(workbook([HEAD, *ROWS]), filename="a.xlsx") as book:
        child = book._child._process
        next(book.rows(0))
    assert child.returncode is not None


def test_csv_rows_are_counted_by_a_second_reader(written):
    text = '工号,姓名\n1,"张\n三"\n,,\n\n2,"李""四"'
    for encoding in ("utf-8-sig", "gb18030"):
        assert count_filled_rows(written(text.encode(encoding), "a.csv"), filename="a.csv") == 3
    with pytest.raises(UnreadableFile, match="第二种"):
        count_filled_rows("a.xls", filename="a.xls")


def test_a_child_that_dies_or_talks_nonsense_is_a_refusal(workbook):
    with open_book(workbook([HEAD, *ROWS]), filename="a.xlsx") as book:
        book._child._process.kill()
        with pytest.raises(UnreadableFile):
            list(book.rows(0))
    with open_book(workbook([HEAD, *ROWS]), filename="a.xlsx") as book:
        book._child._buffer += b"{nonsense\n"
        with pytest.raises(UnreadableFile, match="无法读取"):
            list(book.rows(0))


def test_a_child_that_answers_too_late_is_stopped(workbook, monkeypatch):
    with open_book(workbook([HEAD, *ROWS]), filename="a.xlsx") as book:
        os.kill(book._child._process.pid, signal.SIGSTOP)
        monkeypatch.setattr(child, "_MAX_WAIT", 0.05)
        with pytest.raises(UnreadableFile, match="没有读完"):
            list(book.rows(0))
        assert book._child._process.returncode is not None
