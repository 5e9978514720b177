"""Making a report: count, freeze, write the generated text, lay out the chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period
from union.jobs.services import JobContext, JobResult, enqueue
from union.organisation.models import Branch
from union.reminders.services import remind
from union.reports.choices import Layout
from union.reports.models import Report, ReportChapter
from union.reports.permissions import can_build
from union.reports.rules import wording
from union.reports.rules.layouts import HEADLINES, OVERVIEW, ChapterPlan, plan_of, report_title
from union.reports.rules.periods import months_period, period_label
from union.reports.rules.wording import Counted
from union.reports.selectors.reports import editions_of, next_edition, period_of
from union.reports.selectors.snapshots import Progress, count_figures, frozen, hash_of
from union.reports.services.photos import copy_photos

if TYPE_CHECKING:
    from union.accounts.models import User
    from union.jobs.models import Job

JOB_KIND = "reports.build"


def start_building(layout: str, first: str, last: str, branch_id: int | None, *, actor: User) -> Job:
    """Queue the making of a report on months ``first`` to ``last`` ("2026-01"); pressing twice makes one.

    Raises:
        NotPermittedError: ``actor`` does not write reports.
        DomainError: no period, or a branch where none or one belongs.
    """
    if not can_build(actor):
        raise NotPermittedError("只有工会办公室可以编制报告")
    period = months_period(first, last, branch_id)
    if (layout == Layout.BRANCH) != (branch_id is not None):
        raise DomainError("支会小结须选择支会；全院报告不选支会", field="branch")
    edition = next_edition(layout, period)
    args = {"layout": layout, "first": first, "last": last, "branch": branch_id}
    return enqueue(
        JOB_KIND, args=args, actor=actor, title=f"编制{_title(layout, period)}",
        key=f"{JOB_KIND}:{layout}:{period.first}:{period.last}:{branch_id}:{edition}",
    )  # fmt: skip


def run_build(context: JobContext) -> JobResult:
    """Count outside the transaction, then write report and job state together: one report or none."""
    args = context.args
    period = months_period(args["first"], args["last"], args["branch"])
    counted = count(args["layout"], period, progress=lambda n, m: context.progress(n, m, "正在统计"))
    with context.final() as final:
        report = write_report(args["layout"], period, counted, actor=context.actor)
        _tell(report)
        final.result = JobResult(
            message=f"已生成“{report.title}”第 {report.edition} 版", link=report.get_absolute_url()
        )
    return final.result


def _tell(report: Report) -> None:
    """One notice to whoever asked, in the transaction of the report: one report, one notice."""
    if report.built_by:
        remind(
            report.built_by, title=f"“{report.title}”第 {report.edition} 版已生成，请补写各章",
            link=report.get_absolute_url(), key=f"report:{report.pk}:built",
        )  # fmt: skip


def count(layout: str, period: Period, *, progress: Progress = lambda done, total: None) -> list[Counted]:
    """Return the figures a report of this layout shows; a branch is not compared with itself alone."""
    counted = count_figures(period, [plan.key for plan in plan_of(layout)], progress=progress)
    if period.branch_id is None:
        return counted
    branch = Branch.objects.get(pk=period.branch_id).name
    return [row for row in counted if not row.group or row.label != branch]


@transaction.atomic
def write_report(layout: str, period: Period, counted: list[Counted], *, actor: User | None) -> Report:
    """Write report and chapters in the caller's transaction; a new edition never touches an older one."""
    snapshot = frozen(counted)
    report = Report.objects.create(
        layout=layout, first=period.first, last=period.last, branch_id=period.branch_id,
        edition=next_edition(layout, period), title=_title(layout, period), snapshot=snapshot,
        snapshot_hash=hash_of(snapshot), built_by=actor,
    )  # fmt: skip
    plans = plan_of(layout)
    last = _last_edition(report)
    kept = {key: chapter.narrative for key, chapter in last.items()}
    ReportChapter.objects.bulk_create(
        ReportChapter(
            report=report, key=plan.key, position=n, title=plan.title, has_figures=plan.has_figures,
            hint=plan.hint, text=chapter_text(plan, counted, report), narrative=kept.get(plan.key, ""),
        )
        for n, plan in enumerate(plans, start=1)
    )  # fmt: skip
    for chapter in report.chapters.filter(key__in=last):
        copy_photos(last[chapter.key], chapter, actor=actor)
    audit.record(AuditAction.CREATE, report, actor=actor)
    return report


def chapter_text(plan: ChapterPlan, counted: list[Counted], report: Report) -> str:
    """Return the generated text of one chapter; "" for chapters the office writes alone."""
    if not plan.has_figures:
        return ""
    told = [row for row in counted if row.chapter == plan.key]
    if plan.key == OVERVIEW:
        told = [row for key in HEADLINES for row in counted if row.id == key]
    return wording.paragraph(told, lead=f"{report.period_label}，", before=report.words_before)


def _title(layout: str, period: Period) -> str:
    branch = Branch.objects.get(pk=period.branch_id).name if period.branch_id else ""
    return report_title(layout, period_label(period.first, period.last), branch)


def _last_edition(report: Report) -> dict[str, ReportChapter]:
    """What the office wrote and showed in the edition before goes on; figures and generated text are new."""
    last = editions_of(report.layout, period_of(report)).filter(edition__lt=report.edition).first()
    return {chapter.key: chapter for chapter in last.chapters.all()} if last else {}
