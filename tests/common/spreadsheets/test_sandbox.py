"""The sandbox in this process: the same code the child runs, without its limits."""

import datetime as dt
import io
import json

import pytest

from tests.common.spreadsheets.conftest import HEAD, ROWS, zipped
from tests.common.spreadsheets.refused import REFUSED
from union.common.spreadsheets.sandbox import archive, main, reader, sheet_xml
from union.common.spreadsheets.sandbox.refusal import Refusal


def served(path, *requests, name="a.xlsx"):
    out = io.StringIO()
    main.serve(str(path), name, [f"{request}\n" for request in requests], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_protocol(workbook):
    first, heads, end, rows, last = served(workbook([HEAD, *ROWS]), -1, 0)
    assert (first["kind"], first["sheets"][0]["rows"]) == ("xlsx", 3)
    assert heads["rows"] == rows["rows"] == [[1, HEAD], [2, ROWS[0]], [3, ROWS[1]]]
    assert (end, last) == ({"end": 0}, {"end": 3})


def test_rows_come_in_batches(workbook):
    answers = served(workbook([HEAD, *(ROWS * 500)]), 0)
    assert [len(answer["rows"]) for answer in answers[1:-1]] == [400, 400, 201]


def test_a_refusal_is_an_answer(written):
    assert "空的" in served(written(b"", "a.xlsx"))[0]["refused"]


@pytest.mark.parametrize(("content", "name", "words"), REFUSED)
def test_each_refusal_names_its_cause(written, content, name, words):
    assert words in served(written(content, "upload.bin"), -1, name=name)[-1]["refused"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv(written, encoding):
    text = '工号;姓名\n1;"a;b"\n\n2;c\n'
    answers = served(written(text.encode(encoding), "a.csv"), -1, 0, name="a.csv")
    assert (
        answers[1]["rows"]
        == answers[3]["rows"]
        == [[1, ["工号", "姓名"]], [2, ["1", "a;b"]], [4, ["2", "c"]]]
    )


def test_an_endless_field_is_refused(written):
    answers = served(written(("a,b\n" + "x" * 1_100_000).encode(), "a.csv"), 0, name="a.csv")
    assert "引号" in answers[-1]["refused"]


def test_dates_travel_as_one_key_objects():
    assert reader.encode(dt.datetime(2026, 1, 2, 3, 4)) == {"t": "2026-01-02T03:04:00"}
    assert reader.encode(dt.date(2026, 1, 2)) == {"d": "2026-01-02"}
    assert reader.encode(dt.timedelta(hours=30)) == {"s": 108000.0}
    assert reader.encode(dt.time(3, 4)) == {"c": "03:04:00"}


def test_memory_that_runs_out_is_an_answer(workbook, monkeypatch):
    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr(reader.Reader, "rows", exhausted)
    assert "内存" in served(workbook([HEAD]), 0)[-1]["refused"]


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("MAX_ROWS", 2, "超过 2 行"),
        ("MAX_COLUMNS", 2, "最多 2 列"),
        ("MAX_ROW_TEXT", 5, "文字太长"),
        ("MAX_AREA", 5, "范围过大"),
    ],
)
def test_limits_have_their_sentence(workbook, monkeypatch, limit, value, words):
    monkeypatch.setattr(reader, limit, value)
    with pytest.raises(Refusal, match=words):
        list(reader.Reader(str(workbook([HEAD, *ROWS])), "a.xlsx").rows(0))


def test_the_unpacked_size_is_counted(written, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    with pytest.raises(Refusal, match="250 MB"):
        archive.inspect(str(written(zipped({"xl/workbook.xml": "x" * 2000}), "a.xlsx")))


def scan(xml, blank=(), size=7):
    found = sheet_xml.SheetScan(set(blank))
    data = xml.encode()
    for at in range(0, len(data), size):
        found.feed(data[at : at + size])
    return found.close()


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("size", [1, 5, 64, 10_000])
def test_the_scan_sees_the_same_through_any_chunks(prefix, size):
    xml = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2" hidden="1"/>'
        '<row r="3"><c r="A3" t="s"><v>7</v></c><c r="B3" s="1"/></row>'
        '<row r="4"><c r="C4"><f>1+1</f></c></row>'
        '<row r="5"><c r="A5"><f>1+1</f><v>2</v></c><c r="B5" t="e"><v>#N/A</v></c></row>'
        '<row r="6"><c r="A6" t="inlineStr"><is><t> </t></is></c></row>'
        '<row r="7" hidden="1"><c r="AB7" t="inlineStr"><is><r><t>a</t></r></is></c></row></sheetData>'
    )
    for tag in ("row", "c", "v", "f", "is", "t", "r", "sheetData"):
        xml = xml.replace(f"<{tag} ", f"<{prefix}{tag} ").replace(f"<{tag}>", f"<{prefix}{tag}>")
        xml = xml.replace(f"</{tag}>", f"</{prefix}{tag}>")
    found = scan(xml, blank={b"7"}, size=size)
    assert found.rows == 3
    assert found.hidden_rows == [2, 7]
    assert found.no_result == [(4, 2)]
    assert found.errors == [(5, 1, "#N/A")]
    assert (found.last_row, found.last_column) == (7, 27)


def test_blank_shared_strings_are_found_through_any_chunks():
    xml = b"<sst><si><t>a</t></si><si/><si><t> </t></si><si><r><t></t></r><r><t>b</t></r></si>"
    xml += b"<si><t/></si></sst>"
    for size in (1, 3, 1000):
        strings = sheet_xml.SharedStringScan()
        for at in range(0, len(xml), size):
            strings.feed(xml[at : at + size])
        assert strings.blank == {b"1", b"2", b"4"}


def test_a_row_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(sheet_xml, "_MAX_ROW_BYTES", 100)
    with pytest.raises(ValueError, match="too long"):
        scan("<row>" + "x" * 200)
