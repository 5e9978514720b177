"""What falls due about reports: chapters that wait to be written, reports that wait for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from union.common.dates import day_of
from union.organisation.choices import Office, Right
from union.reminders.declare import Due, ReminderRule, Step
from union.reports.choices import ReportState
from union.reports.models import Report

_DECIDES = {
    ReportState.IN_REVIEW.value: (Right.APPROVE_REPORTS, "待审核"),
    ReportState.APPROVED.value: (Right.ISSUE_REPORTS, "待签发"),
}
_CHAIR, _STAFF = Office.CHAIR.value, Office.OFFICE_STAFF.value


def chapters_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Drafts of the newest edition with chapters only the office can write, from the day of counting."""
    later = Report.objects.annotate(place=Coalesce("branch_id", 0)).filter(
        place=Coalesce(OuterRef("branch_id"), 0), layout=OuterRef("layout"), first=OuterRef("first"),
        last=OuterRef("last"), edition__gt=OuterRef("edition"),
    )  # fmt: skip
    unwritten = Count("chapters", filter=Q(chapters__has_figures=False, chapters__narrative=""))
    rows = Report.objects.filter(~Exists(later), state=ReportState.DRAFT).annotate(empty=unwritten)
    for row in rows.filter(empty__gt=0).defer("snapshot"):
        yield Due(
            subject=f"reports.chapters:{row.pk}", on=day_of(row.built_at),
            title=f"{row.title}还有 {row.empty} 章待编写", link=row.get_absolute_url(),
            right=Right.BUILD_REPORTS, user_ids=(row.built_by_id,) if row.built_by_id else (),
        )  # fmt: skip


def decisions_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Reports with the chair or the leadership, from the day of the last decision (else of the counting)."""
    since = Coalesce("approved_at", "built_at", output_field=DateTimeField())
    rows = Report.objects.filter(state__in=_DECIDES).annotate(since=since).defer("snapshot")
    for row in rows:
        right, words = _DECIDES[row.state]
        yield Due(
            subject=f"reports.decide:{row.pk}:{row.state}", on=day_of(row.since),
            title=f"{row.title}{words}", link=row.get_absolute_url(), right=right,
        )  # fmt: skip


RULES: dict[str, ReminderRule] = {
    "reports.chapters": ReminderRule(
        "报告章节待编写", chapters_due, (Step(3, working=True), Step(10, (_STAFF, _CHAIR), working=True))
    ),
    "reports.decide": ReminderRule(
        "报告待审核签发", decisions_due, (Step(2, working=True), Step(5, ("handler", _STAFF), working=True))
    ),
}
