"""Any file whatsoever gets an answer a clerk understands, and writes nothing. Straight POSTs, no browser."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Member
from tests.imports.files import HEAD, person, saved, workbook
from tests.imports.steps import counts, run_jobs
from union.imports.choices import BatchState
from union.imports.models import ImportBatch, ImportRow
from union.imports.reports import summary

pytestmark = pytest.mark.django_db

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def page(client, clerk, units):
    client.force_login(clerk)
    return client


def sent(client, content, name):
    """POST the file, run the jobs, return the batch and the text of its page."""
    upload = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    answer = client.post(reverse("imports:kind_home", args=["roster"]), {"file": upload})
    assert answer.status_code == 302
    batch = run_jobs()
    shown = client.get(reverse("imports:batch_detail", args=[batch.pk]))
    assert shown.status_code == 200
    return batch, shown.content.decode()


def rewritten(content, change, part=SHEET):
    """The same workbook with one part of its zip changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            text = old.read(entry)
            new.writestr(entry.filename, change(text) if entry.filename == part else text)
    return target.getvalue()


def zero_bytes():
    return b"", "空.xlsx"


def renamed_image():
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "照片.xlsx"


def renamed_word():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return target.getvalue(), "通知.xlsx"


def password_protected():
    """The head of an OLE file and the name of the stream Office puts an encrypted workbook into."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000, "加密.xlsx"


def zip_bomb():
    filler = (
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"0" * 60_000_000 + b"</t></is></c></row></sheetData>"
    )
    return rewritten(workbook([person(1)]), lambda text: text.replace(b"</sheetData>", filler)), "炸弹.xlsx"


def entities():
    head = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return rewritten(workbook([person(1)]), lambda text: head + text), "实体.xlsx"


def macro_book():
    return workbook([person(1)]), "花名册.xlsm"


def binary_book():
    return workbook([person(1)]), "花名册.xlsb"


def truncated():
    return workbook([person(1)])[:-900], "截断.xlsx"


def no_head():
    return workbook([["随便", "写的"], ["没有", "表头"]], head=["甲", "乙"], title="标题"), "无表头.xlsx"


def no_table():
    return saved(openpyxl.Workbook()), "空表.xlsx"


BROKEN = [
    zero_bytes, renamed_image, renamed_word, password_protected, zip_bomb, entities, macro_book, binary_book,
    truncated, no_head, no_table,
]  # fmt: skip


@pytest.mark.parametrize("make", BROKEN, ids=lambda make: make.__name__)
def test_broken_file_fails_with_a_sentence_and_writes_nothing(page, make):
    batch, shown = sent(page, *make())
    assert batch.state == BatchState.FAILED
    assert len(batch.error) >= 8
    assert not any(word in batch.error for word in ("Error", "Exception", "Traceback", "None"))
    assert "这份文件无法导入" in shown
    assert "没有写入任何内容" in shown
    assert not ImportRow.objects.exists()
    assert not Member.objects.exists()


@pytest.mark.parametrize(("make", "word"), [
    (zero_bytes, "空"), (password_protected, "密码"), (macro_book, "另存为 .xlsx"),
    (binary_book, "另存为 .xlsx"),
    (no_head, "表头"),
], ids=lambda value: getattr(value, "__name__", value))  # fmt: skip
def test_sentence_names_the_cause(page, make, word):
    batch, _shown = sent(page, *make())
    assert word in batch.error


def test_wrong_dimension_loses_no_row(page):
    content = rewritten(
        workbook([person(n) for n in range(1, 4)]),
        lambda text: text.replace(b'<dimension ref="A1:L5"', b'<dimension ref="A1:B2"'),
    )
    batch, _shown = sent(page, content, "范围不对.xlsx")
    assert counts(batch) == (3, 0, 0, 0)


def test_formula_without_value_is_refused_with_the_cell(page):
    batch, shown = sent(page, workbook([person(1, 姓名="=A1&B1"), person(2)]), "公式.xlsx")
    assert counts(batch) == (1, 0, 0, 1)
    assert "公式" in shown


def test_a_head_without_rows_is_told_apart_from_rows_that_are_known(page):
    batch, shown = sent(page, workbook([]), "空模板.xlsx")
    assert counts(batch) == (0, 0, 0, 0)
    assert "表头下面没有数据行" in shown
    assert "完全相同" not in shown
    assert any("没有数据行" in warning for warning in summary(batch)["warnings"])


def test_a_million_blank_rows(page):
    def widen(text):
        blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(4, 1_000_000, 7))
        return text.replace(b"</sheetData>", blank + b"</sheetData>")

    batch, _shown = sent(page, rewritten(workbook([person(1)]), widen), "空白行.xlsx")
    assert batch.state in (BatchState.CHECKED, BatchState.FAILED)
    assert batch.row_count == (1 if batch.state == BatchState.CHECKED else 0)
    assert not Member.objects.exists()


def test_three_hundred_columns(page):
    head = [*HEAD, *(f"指标{n}" for n in range(290))]
    batch, shown = sent(
        page, workbook([person(1) | {f"指标{n}": n for n in range(290)}], head=head), "宽表.xlsx"
    )
    assert counts(batch) == (1, 0, 0, 0)
    assert "没有导入的列" in shown
    assert page.get(reverse("imports:batch_row", args=[batch.pk, 3])).status_code == 200


def test_several_sheets_are_told(page):
    book = openpyxl.load_workbook(io.BytesIO(workbook([person(1)])))
    second = book.create_sheet("二月")
    second.append(list(HEAD))
    hidden = book.create_sheet("旧数据")
    hidden.append(list(HEAD))
    hidden.sheet_state = "hidden"
    batch, shown = sent(page, saved(book), "多表.xlsx")
    assert counts(batch) == (1, 0, 0, 0)
    assert "“二月”未导入" in shown
    assert "“旧数据”是隐藏的" in shown


@pytest.mark.parametrize("encoding", ("gb18030", "utf-8", "utf-8-sig"))
def test_csv_in_every_usual_encoding(page, encoding):
    row = person(1, 姓名="王𡋤" if encoding != "gb18030" else "王丽")
    lines = [",".join(HEAD), ",".join(str(value) for value in row.values())]
    batch, _shown = sent(page, "\r\n".join(lines).encode(encoding), "花名册.csv")
    assert counts(batch) == (1, 0, 0, 0)


def test_path_in_the_file_name_is_harmless(page):
    batch, shown = sent(page, workbook([person(1)]), "../../etc/<b>x</b>.xlsx")
    assert batch.file.name.startswith("imports/")
    assert ".." not in batch.file.name
    assert "<b>x</b>" not in shown


def test_missing_file_and_wrong_option_are_said_in_the_form(page):
    answer = page.post(reverse("imports:kind_home", args=["roster"]), {})
    assert "请选择要导入的文件" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_extra_keys_of_a_post_change_nothing(page):
    upload = SimpleUploadedFile("x.xlsx", workbook([person(1)]))
    page.post(
        reverse("imports:kind_home", args=["roster"]),
        {"file": upload, "state": "applied", "created_by": "1", "kind": "organisation", "mapping": "{}"},
    )
    batch = run_jobs()
    assert (batch.kind, batch.state) == ("roster", BatchState.CHECKED)
    assert "mapping" not in batch.options
