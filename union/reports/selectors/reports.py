"""Reports a user sees, their figures by chapter, and what has changed since they were counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

from union.common.attachments import attachments_of
from union.common.models import Attachment
from union.common.registries import Period
from union.organisation.choices import Right
from union.reports.choices import FileKind, ReportState
from union.reports.models import Report, ReportChapter
from union.reports.permissions import states_visible_to
from union.reports.rules.layouts import plan_of
from union.reports.rules.wording import Counted
from union.reports.selectors.snapshots import count_figures, thawed

if TYPE_CHECKING:
    from union.accounts.models import User


def reports_visible_to(user: User) -> QuerySet[Report]:
    """Return the reports ``user`` may open: writers all, the chair and leaders what has reached them."""
    return Report.objects.filter(state__in=states_visible_to(user)).select_related("branch", "built_by")


def period_of(report: Report) -> Period:
    """Return what the report covers."""
    return Period(report.first, report.last, report.branch_id)


def figures_by_chapter(report: Report) -> dict[str, list[Counted]]:
    """Return the frozen figures under the key of their chapter."""
    found: dict[str, list[Counted]] = {}
    for row in thawed(report.snapshot):
        found.setdefault(row.chapter, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that counts otherwise today than in the snapshot, both as printed."""

    figure: Counted
    then: str
    now: str


def differences(report: Report) -> list[Difference]:
    """Count again and return what has changed since ``report.built_at``; about as dear as building."""
    then = {row.id: row for row in thawed(report.snapshot)}
    counted = count_figures(period_of(report), [plan.key for plan in plan_of(report.layout)])
    now = {row.id: row for row in counted}
    return [
        Difference(now.get(key) or then[key], _shown(then.get(key)), _shown(now.get(key)))
        for key in {**then, **now}
        if _value(then.get(key)) != _value(now.get(key))
    ]


def _shown(row: Counted | None) -> str:
    return row.shown if row else "（没有）"


def _value(row: Counted | None) -> object:
    return (row.value or 0) if row else 0


def editions_of(layout: str, period: Period) -> QuerySet[Report]:
    """Return the reports of one kind on the same months and place, the newest edition first."""
    return Report.objects.filter(
        Q(branch_id=period.branch_id), layout=layout, first=period.first, last=period.last
    ).order_by("-edition")


def next_edition(layout: str, period: Period) -> int:
    """Return the number of the next report on the same months."""
    return int(editions_of(layout, period).aggregate(top=Max("edition"))["top"] or 0) + 1


def earlier_chapters(report: Report) -> dict[str, ReportChapter]:
    """Return the chapters of the newest earlier report of this kind, for the writer to look at."""
    same = Report.objects.filter(Q(branch_id=report.branch_id), layout=report.layout, last__lt=report.first)
    earlier = same.order_by("-last", "-edition").first()
    return {chapter.key: chapter for chapter in earlier.chapters.all()} if earlier else {}


def files_of(report: Report) -> Sequence[Attachment]:
    """Return the files of an issued report in the order of `FileKind`."""
    if report.state != ReportState.FINAL:
        return []
    order = [kind.value for kind in FileKind]
    return sorted(
        (file for file in attachments_of(report) if file.kind in order), key=lambda f: order.index(f.kind)
    )


def may_open_file(user: User, file: Attachment) -> bool:
    """Say whether ``user`` may download a report's file (registries.attachment_access)."""
    return reports_visible_to(user).filter(pk=file.owner_id).exists()


def may_open_photo(user: User, photo: Attachment) -> bool:
    """Say whether ``user`` may see a photo: whoever sees the report of its chapter."""
    seen = ReportChapter.objects.filter(pk=photo.owner_id, report__in=reports_visible_to(user).order_by())
    return seen.exists()


def opens_rows(user: User, figure: Counted) -> bool:
    """Say whether the list behind ``figure`` shows this user every row it counts."""
    return bool(figure.rows_url) and (not figure.right or user.access.scope(Right(figure.right)).everything)
