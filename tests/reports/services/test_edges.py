"""Reports at the edges: closed branches, rare characters, more rows than a paper holds, many pictures."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import load_workbook

from congress.models import Motion, Session
from events.models import Activity, ActivitySession
from tests.common.test_pdf import poppler
from tests.factories import BranchFactory, MemberFactory
from tests.factories_motions import make_session
from tests.reports.figures import only, parts, plain
from union.common import pdf
from union.common.attachments import attachments_of
from union.common.figures import CHAPTERS
from union.common.registries import Figure, figures
from union.jobs.choices import JobState
from union.jobs.services import enqueue, run_now
from union.reports.choices import Layout, ReportState
from union.reports.models import Report
from union.reports.rules.layouts import HEADLINES
from union.reports.rules.periods import year_period
from union.reports.selectors.annexes import annexes_of
from union.reports.services import files
from union.reports.services.building import count, write_report
from union.reports.services.files import report_pdf, report_workbook, summary_pdf

pytestmark = pytest.mark.django_db


def built(layout, period):
    return write_report(layout, period, count(layout, period), actor=None)


def test_a_branch_closed_in_mid_year_with_a_rare_name_has_its_summary(tmp_path):
    branch = BranchFactory(name="𬭼𡋤支会", closed_on=dt.date(2026, 6, 30))
    with only(welfare__visit_times=plain(3, before=None)):
        report = built(Layout.BRANCH, year_period(2026, branch.pk))

    text = poppler("pdftotext", report_pdf(report), tmp_path)
    assert "𬭼𡋤支会 2026 年度工作小结" in text.replace("\n", "")
    assert "看望慰问 3 人次" in text


def test_an_annex_holds_five_hundred_rows_and_the_workbook_all_of_them(tmp_path):
    starts = dt.datetime(2026, 5, 1, 1, tzinfo=dt.UTC)
    session = make_session()
    Session.objects.filter(pk=session.pk).update(opens_on=dt.date(2026, 3, 1), closes_on=dt.date(2026, 3, 1))
    mover = MemberFactory()
    Motion.objects.bulk_create(
        Motion(session=session, mover=mover, title=f"第{n}件", state="submitted", submitted_at=starts)
        for n in range(503)
    )
    made = Activity.objects.bulk_create(
        Activity(title=f"第{n}场", kind="culture", state="held", starts_at=starts, ends_at=starts)
        for n in range(510)
    )
    ActivitySession.objects.bulk_create(
        ActivitySession(activity=each, starts_at=starts, ends_at=starts) for each in made
    )
    with only():
        report = built(Layout.FULL, year_period(2026))

    assert [each.title for each in annexes_of(report)] == ["提案台账", "活动台账"]
    motions, activities = annexes_of(report)
    assert [(len(each.rows), each.left_out) for each in (motions, activities)] == [(500, 3), (500, 10)]
    assert "案由" in motions.heads
    assert "满意度" not in motions.heads  # nothing was rated: the column is not printed
    book = load_workbook(io.BytesIO(report_workbook(report)), read_only=True)
    rows = {
        name: sum(1 for row in book[name].iter_rows(values_only=True) if any(row)) for name in book.sheetnames
    }
    assert rows["附件1 提案台账"] == 503 + 2  # title and head
    assert rows["附件2 活动台账"] == 510 + 2
    half, later = (
        Report(layout="full", first=dt.date(2026, first, 1), last=dt.date(2026, first + 5, 30))
        for first in (1, 7)
    )
    assert [each.left_out for each in annexes_of(half)] == [3, 10]
    assert annexes_of(later) == []


def test_the_one_page_is_one_page_however_much_there_is_to_show(tmp_path):
    bars = [(f"o{n}", f"第{n}类的名称比较长", n + 1) for n in range(30)]
    many = {f"x__{key}": parts(bars, chapter=key, label=f"{key}分类", unit="人次") for key in CHAPTERS}
    heads = {key.replace(".", "__"): plain(1234567, before=7, unit="元") for key in HEADLINES}
    with only(**heads, **many):
        report = built(Layout.FULL, year_period(2026))

    assert "Pages:           1" in poppler("pdfinfo", summary_pdf(report), tmp_path)


LONG = "夜班职工也有热饭。" * 4000  # some twenty pages


@pytest.mark.parametrize(
    ("module", "limit", "value", "words"),
    [(files, "SECONDS", 1, "超过 1 秒，已停止"), (pdf, "MEMORY", 100 * 1024**2, "没有成功")],
    ids=("seconds", "memory"),
)
def test_a_report_over_a_limit_of_its_child_is_said_and_leaves_nothing(  # noqa: PLR0917 - fixtures
    module, limit, value, words, monkeypatch, tmp_path
):
    """The limits themselves are real: the kernel ends the child at a second, or at 100 MiB."""
    assert (files.SECONDS, pdf.MEMORY) == (300, 1024**3)
    monkeypatch.setattr(module, limit, value)
    with only():
        report = built(Layout.FULL, year_period(2026))
    report.chapters.filter(key="plans").update(narrative=LONG)
    Report.objects.filter(pk=report.pk).update(state=ReportState.FINAL)

    done = run_now(enqueue(files.FILES_JOB, args={"report": report.pk}, actor=None, title="制作"))

    assert (done.state, words in done.error) == (JobState.FAILED, True), done.error
    assert not attachments_of(report).exists()
    with only(), pytest.raises(CommandError, match=words):
        call_command("build_year_report", 2026, out=tmp_path / "year.pdf")  # the next edition keeps the words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("year", [1949, 2999])
def test_every_figure_of_a_year_without_data_is_nothing(year):
    """All that is registered: nothing divides by nothing, and no sentence speaks of zero."""
    counted = count(Layout.FULL, year_period(year))

    assert len(counted) > 100
    assert {row.id: row.value for row in counted if row.value} == {}
    report = write_report(Layout.FULL, year_period(year), counted, actor=None)
    assert not report.chapters.exclude(text="").exists()
    assert report_workbook(report).startswith(b"PK")


def test_a_report_says_when_it_was_counted():
    built_on = timezone.make_aware(dt.datetime(2026, 11, 20, 9))
    notes = {
        year: Report(first=dt.date(year, 1, 1), last=dt.date(year, 12, 31), built_at=built_on).counted_note
        for year in (2025, 2026, 2027)
    }

    assert notes == {
        2025: "",
        2026: "数据截至 2026 年 11 月 20 日",
        2027: "期间尚未开始，在册人数按 2026 年 11 月 20 日统计",
    }


def test_no_phrase_says_its_unit_twice():
    told = {
        key: each.phrase for key, each in figures.items()
        if isinstance(each, Figure) and each.phrase.partition("{value}")[2].strip().startswith(each.unit)
    }  # fmt: skip

    assert told == {}
