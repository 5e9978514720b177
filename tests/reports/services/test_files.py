import contextlib
import io
import re
import zlib

import pytest
from openpyxl import load_workbook

from tests.common.test_pdf import fonts, poppler
from tests.factories import AppointmentFactory
from tests.reports.figures import only, parts, plain
from union.common.attachments import attachments_of
from union.jobs.services import enqueue, run_now
from union.organisation.choices import Office
from union.reports.choices import FileKind, Layout, ReportState
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.selectors.annexes import Annex
from union.reports.selectors.reports import files_of, may_open_file
from union.reports.services.building import count, write_report
from union.reports.services.files import FILES_JOB, plain_text, report_pdf, report_workbook

pytestmark = pytest.mark.django_db
OCCASIONS = [(f"o{n}", f"第{n}类慰问", n * 100) for n in range(1, 40)]


def inflated(data):
    """The streams of a PDF, unpacked: its objects stand in them."""
    yield data
    for found in re.finditer(rb"stream\r?\n(.+?)endstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(found[1])


@pytest.fixture
def report():
    with only(
        welfare__visit_times=plain(150, before=120, label="看望慰问𬭼"),
        welfare__by_occasion=parts(OCCASIONS),
        members__count=plain(3000, chapter="organisation", label="在册会员", unit="人"),
    ):  # fmt: skip
        period = year_period(2026)
        return write_report(Layout.FULL, period, count(Layout.FULL, period), actor=None)


def test_the_pdf_is_an_official_document(report, tmp_path):
    annex = Annex("活动台账", ["活动", "场次"], [[f"第{n}场活动", "1"] for n in range(60)], left_out=7)

    data = report_pdf(report, annexes=[annex])

    text = poppler("pdftotext", data, tmp_path, "-layout")
    assert "2026 年度工会工作报告" in text
    assert {"目", "录"} <= set(text)
    assert "三、送温暖" in text
    assert "看望慰问𬭼 150 人次，较上年增长 25.0%。" in text.replace("\n", "")
    assert "另有 7 行未印出" in text
    pages = text.split("\f")
    line = next(line for line in pages[1].splitlines() if "三、送温暖" in line)
    assert "三、送温暖" in pages[int(line.rsplit(maxsplit=1)[-1].lstrip(".")) - 1]
    heads = text.count("上年同期")
    assert heads > text.count("按慰问类别（单位：元）")  # the head stands again after a page break
    told = poppler("pdfinfo", data, tmp_path)
    assert "Tagged:          yes" in told
    assert fonts(data, tmp_path) >= {"Union-Serif", "Union-Sans"}
    embedded = [line.split()[-5] for line in poppler("pdffonts", data, tmp_path).splitlines()[2:]]
    assert set(embedded) == {"yes"}
    inside = b"".join(inflated(data))
    assert b"/Outlines" in inside
    assert b"/Lang" in inside
    assert set("草稿") <= set(text)


def test_the_workbook_has_one_sheet_per_chapter_that_counts(report):
    book = load_workbook(io.BytesIO(report_workbook(report)))

    assert book.sheetnames == ["组织与会员", "送温暖"]
    values = [[cell.value for cell in row] for row in book["送温暖"].iter_rows()]
    assert ["看望慰问𬭼", "人次", 150, 120, "测试口径"] in values
    assert ["按慰问类别：第39类慰问", "元", 3900, 0, "测试口径"] in values
    formats = {cell.value: cell.number_format for row in book["送温暖"].iter_rows() for cell in row}
    assert "." not in formats[150]  # people are counted whole


def test_plain_text_has_no_tables_and_no_markup(report):
    text = plain_text(report)

    assert text.startswith("2026 年度工会工作报告\n")
    assert "二、组织与会员\n2026 年度，在册会员 3,000 人。" in text
    assert "<" not in text


def test_final_files_are_made_once_and_open_for_readers_only(report):
    Report.objects.filter(pk=report.pk).update(state=ReportState.FINAL)
    for _turn in range(2):
        run_now(enqueue(FILES_JOB, args={"report": report.pk}, actor=None, title="制作"))
    final = Report.objects.get(pk=report.pk)
    leader = AppointmentFactory(office=Office.LEADERSHIP).user
    group_leader = AppointmentFactory(office=Office.GROUP_LEADER).user

    files = files_of(final)

    assert [file.kind for file in files] == [kind.value for kind in FileKind]
    assert attachments_of(final).count() == 3
    assert may_open_file(leader, files[0])
    assert not may_open_file(group_leader, files[0])
    Report.objects.filter(pk=report.pk).update(state=ReportState.DRAFT)
    assert not may_open_file(leader, files[0])


def test_a_year_without_data_makes_a_report_too(tmp_path):
    with only():
        period = year_period(2031)
        empty = write_report(Layout.FULL, period, count(Layout.FULL, period), actor=None)

    text = poppler("pdftotext", report_pdf(empty), tmp_path)

    assert "这段时间没有可以统计的记录。" in text
