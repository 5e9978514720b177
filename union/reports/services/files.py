"""The files of a report: full text and one page as PDF, the figures as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from union.common.attachments import attachments_of, save_attachment
from union.common.pdf import render_pdf
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.jobs.services import JobContext, JobResult
from union.organisation.choices import Right
from union.organisation.models import UnionProfile
from union.reports.choices import FileKind, ReportState
from union.reports.models import Report
from union.reports.rules.layouts import HEADLINES, plan_of
from union.reports.rules.wording import Counted
from union.reports.selectors.annexes import Annex, annex_sheets, annexes_of
from union.reports.selectors.pages import Group, pictured, printed_chapters
from union.reports.selectors.reports import figures_by_chapter, reports_visible_to
from union.reports.selectors.snapshots import Progress, thawed
from union.reports.selectors.statistics import StatisticsRow
from union.reports.services.photos import drawn

if TYPE_CHECKING:
    from union.accounts.models import User

FILES_JOB = "reports.files"
DRAFT_JOB = "reports.draft"
ROWS = 4000  # figures of all chapters and 1,000 rows of annexes
_PICTURES, _BARS = 4, 5  # on the one page
SECONDS = 300  # a report of sixty pages takes about ten on two busy cores


def report_pdf(report: Report, *, annexes: list[Annex] | None = None) -> bytes:
    """Return the full text as PDF/UA; a report that is not issued carries 草稿 across every page.

    Raises:
        DomainError: the drawing broke its limits (300 s, 1 GiB).
    """
    profile = UnionProfile.objects.get(pk=1)
    chapters = [(each, [drawn(photo) for photo in each.photos]) for each in printed_chapters(report)]
    context = {
        "report": report, "profile": profile, "pdf_unit": profile.name, "chapters": chapters,
        "annexes": annexes_of(report) if annexes is None else annexes,
    }  # fmt: skip
    return render_pdf(
        "reports/pdf/report.html",
        context,
        title=report.title,
        watermark=_watermark(report),
        seconds=SECONDS,
        rows=ROWS,
    )


def summary_pdf(report: Report) -> bytes:
    """Return the one page for the leadership: headline figures and four pictures."""
    profile = UnionProfile.objects.get(pk=1)
    counted = {row.id: row for row in thawed(report.snapshot)}
    groups = [group for group in map(_small, figures_by_chapter(report).values()) if group][:_PICTURES]
    context = {
        "report": report, "profile": profile, "pdf_unit": profile.name,
        "headlines": [row for key in HEADLINES if (row := counted.get(key)) and (row.value or row.previous)],
        "pairs": [groups[:2], groups[2:]],
    }  # fmt: skip
    return render_pdf(
        "reports/pdf/summary.html", context, title=f"{report.title}（一图读懂）", watermark=_watermark(report)
    )


def _small(figures: Sequence[Counted]) -> Group | None:
    return pictured(figures, narrow=True, bars=_BARS)


def _watermark(report: Report) -> str:
    return "" if report.state == ReportState.FINAL else "草稿"


_COLUMNS = (
    SheetColumn("指标", width=44), SheetColumn("单位", width=8),
    SheetColumn("本期", width=16, kind="figure"), SheetColumn("上年同期", width=16, kind="figure"),
    SheetColumn("口径", width=70),
)  # fmt: skip


def report_workbook(report: Report) -> bytes:
    """Return the figures as .xlsx, one sheet per chapter, and every row of the annexes."""
    found = figures_by_chapter(report)
    head = [
        f"统计期间：{report.first:%Y-%m-%d} 至 {report.last:%Y-%m-%d}",
        f"数据校验值：{report.snapshot_hash}",
    ]
    sheets = [
        Sheet(plan.title, _COLUMNS, [_row(row) for row in found[plan.key]], title=report.title, lines=head)
        for plan in plan_of(report.layout)
        if found.get(plan.key)
    ] or [Sheet("指标", _COLUMNS, [], title=report.title, lines=head)]
    sheets += annex_sheets(report)
    file = io.BytesIO()
    write_workbook(file, sheets[0], *sheets[1:])
    return file.getvalue()


def _row(figure: Counted) -> list[object]:
    label = f"{figure.group}：{figure.label}" if figure.group else figure.label
    return [label, figure.unit, figure.value, figure.previous, figure.definition]


def statistics_workbook(year: int, rows: Sequence[StatisticsRow]) -> bytes:
    """Return 工会统计年报 as .xlsx; free cells are for the hand of the office."""
    columns = (
        SheetColumn("序号", width=6, kind="integer"), SheetColumn("指标", width=28),
        SheetColumn("单位", width=8), SheetColumn("数值", width=16, kind="figure"),
        SheetColumn("口径", width=70),
    )  # fmt: skip
    numbered = [[n, row.label, row.unit, row.value, row.definition] for n, row in enumerate(rows, start=1)]
    name = UnionProfile.objects.get(pk=1).name
    sheet = Sheet("统计年报", columns, numbered, title=f"{name} {year} 年统计年报")
    file = io.BytesIO()
    write_workbook(file, sheet)
    return file.getvalue()


def plain_text(report: Report) -> str:
    """Return the whole text without tables, to be pasted into a letter or a speech."""
    text: str = render_to_string(
        "reports/plain.txt", {"report": report, "chapters": printed_chapters(report)}
    )
    return text.strip() + "\n"


def run_draft(context: JobContext) -> JobResult:
    """Draw the present state as a PDF for the writer or the chair; rights are asked again."""
    user: Any = context.actor
    report = reports_visible_to(user).get(pk=context.args["report"])
    pdf = report_pdf(report)
    return JobResult(message="报告已生成", file=pdf, file_name=f"{report.title}.pdf")


def run_files(context: JobContext) -> JobResult:
    """Draw the three files of an issued report and keep them with it; doing it twice keeps one set."""
    report = Report.objects.get(pk=context.args["report"])
    made = [] if _has_files(report) else draw_files(report, progress=_told(context))
    with context.final() as final:
        keep_files(report, made)
        final.result = JobResult(message="报告文件已生成", link=report.get_absolute_url())
    return final.result


def _told(context: JobContext) -> Progress:
    return lambda done, total: context.progress(done, total, "正在制作文件")


def _has_files(report: Report) -> bool:
    return attachments_of(report).filter(kind=FileKind.PDF.value).exists()


def draw_files(report: Report, *, progress: Progress = lambda done, total: None) -> list[DrawnFile]:
    """Draw full text, one page and workbook; nothing is kept yet."""
    made = []
    for done, (kind, ending, draw) in enumerate(_FILES, start=1):
        made.append((kind, f"{report.title}{ending}", draw(report)))
        progress(done, len(_FILES))
    return made


@transaction.atomic
def keep_files(report: Report, made: list[DrawnFile]) -> None:
    """Keep the drawn files with the report unless it has them already."""
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if _has_files(report):
        return
    for kind, name, content in made:
        save_attachment(ContentFile(content, name=name), owner=report, actor=None, kind=kind.value)


DrawnFile = tuple[FileKind, str, bytes]
_FILES = (
    (FileKind.PDF, ".pdf", report_pdf),
    (FileKind.SUMMARY, "_一图读懂.pdf", summary_pdf),
    (FileKind.SHEETS, "_数据表.xlsx", report_workbook),
)


def may_draw(user: User) -> bool:
    """Say whether ``user`` may have drafts drawn: who writes or reviews. Leaders take final files only."""
    return any(user.access.can(right) for right in (Right.BUILD_REPORTS, Right.APPROVE_REPORTS))
