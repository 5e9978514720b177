"""The one door of a report's state, and of the words the office writes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.jobs.services import enqueue
from union.organisation.choices import Right
from union.organisation.models import Appointment
from union.organisation.rules.offices import RIGHTS
from union.reminders.services import remind, remind_many
from union.reports.choices import ReportAction, ReportState
from union.reports.models import Report, ReportChapter
from union.reports.permissions import can_build, can_take_step
from union.reports.rules.flow import Step, step_for, steps_from
from union.reports.services.files import FILES_JOB

if TYPE_CHECKING:
    from union.accounts.models import User


@transaction.atomic
def advance(
    report: Report, action: ReportAction, *, actor: User, note: str = "", version: int | None = None
) -> Report:
    """Take one step; ISSUE queues the final files.

    Raises:
        TransitionError: the report does not stand there (any more).
        NotPermittedError: the actor lacks the right, or built the report himself.
        DomainError: sending back needs words.
        StaleError: changed since the page of ``version`` was opened.
    """
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    step = step_for(row.state, action)
    row.check_shown(version)
    if not can_take_step(actor, row, step):
        raise NotPermittedError(f"您不能{action.label}这份报告：编制人不能审核或签发自己编制的报告")
    if step.note_required and not note.strip():
        raise DomainError("退回修改须写明要改什么", field="note")
    before, row.state = row.state, step.target
    row.note = note.strip()[:500]
    if action == ReportAction.APPROVE:
        row.approved_by, row.approved_at = actor, timezone.now()
    if action == ReportAction.ISSUE:
        row.issued_by, row.issued_at = actor, timezone.now()
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})
    if row.state == ReportState.FINAL:
        key = f"{FILES_JOB}:{row.pk}"
        enqueue(FILES_JOB, args={"report": row.pk}, actor=None, title=f"制作{row.title}", key=key)
    _tell(row, step)
    return row


def _tell(report: Report, step: Step) -> None:
    """Tell whoever acts next; the writer hears of what was decided."""
    key = f"report:{report.pk}:{report.version}"
    link = report.get_absolute_url()
    next_rights = {each.right for each in steps_from(report.state)}
    if next_rights - {Right.BUILD_REPORTS}:
        offices = [office for office, rights in RIGHTS.items() if rights & next_rights]
        held = Appointment.objects.held_on(today()).filter(office__in=offices)
        remind_many(
            [each.user for each in held.select_related("user")],
            title=f"{report.title}：{report.get_state_display()}", link=link, key=key,
        )  # fmt: skip
    if step.action != ReportAction.SUBMIT:
        remind(
            report.built_by, title=f"{report.title}：{report.get_state_display()}", body=report.note,
            link=link, key=f"{key}:writer",
        )  # fmt: skip


@transaction.atomic
def write_chapter(chapter: ReportChapter, *, version: int, title: str, narrative: str, actor: User) -> None:
    """Keep the office's own words for one chapter.

    Raises:
        NotPermittedError: ``actor`` does not write reports.
        TransitionError: the report is with the chair or issued.
        StaleError: somebody saved this chapter meanwhile.
        DomainError: the title is empty.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=chapter.report_id)
    if not can_build(actor):
        raise NotPermittedError("只有工会办公室可以编写报告")
    if report.state != ReportState.DRAFT:
        raise TransitionError(f"报告目前是“{report.get_state_display()}”，不能再改；需要修改请先退回")
    if not title.strip():
        raise DomainError("请填写章名", field="title")
    chapter.title, chapter.narrative, chapter.edited_by = title.strip(), narrative.strip(), actor
    chapter.save_version(version, ("title", "narrative", "edited_by"))
    audit.record(AuditAction.UPDATE, report, actor=actor, changes={f"chapter {chapter.key}": None})
