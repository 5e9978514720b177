"""Registries of the work record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from events.demo_archive import fill_archive
from events.ledgers.archive import ARCHIVE
from events.models import ArchiveClass, ArchiveItem
from events.permissions.archive import files_for, reads
from events.room_registering import Around
from events.rules.archive import missing_classes
from events.selectors.archive import items_visible_to, year_overview
from union.common import registries
from union.common.registries import Duty, Figure, NavItem, Period, SearchProvider, SearchResult, VisibleRecord
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step
from union.reminders.declare import rules as reminder_rules

_LAST_DAY = (1, 31)  # the year before is filed until the end of January
_FROM_MONTH = 12


def _find(user: Any, pk: int) -> ArchiveItem | None:
    return items_visible_to(user).filter(pk=pk).first()


WATCHED = VisibleRecord(
    "归档材料", _find, (Right.MANAGE_EVENTS, Right.APPROVE_EVENTS), subject=lambda row: Around(row.branch_id)
)


def register() -> None:
    """Fill the registries."""
    register_ledger(ARCHIVE)
    registries.visible_records.register("archive", WATCHED)
    registries.duties.register("events.archive", missing)
    registries.search_results.register("archive", SearchProvider("档案", find))
    registries.attachment_access.register("events.archiveitem", may_open_file)
    registries.unit_moves.register("events.archive", move_branch)
    registries.figures.register("events.archived", FILED)
    registries.demo_data.register("events.archive", fill_archive)
    reminder_rules.register(
        "events.archive", ReminderRule("年度归档", year_due, (Step(-14), Step(0), Step(14)))
    )
    registries.navigation.register(
        "events.archive", NavItem("工作档案", "events:archive", "", reads, 60, parent="records")
    )


def _year_to_file(day: dt.date) -> int:
    """From December on this year, until then the year before."""
    return day.year if day.month >= _FROM_MONTH else day.year - 1


def _lacking(user: Any, year: int) -> int:
    return sum(each.is_missing for each in year_overview(user, year))


def missing(user: Any, day: dt.date) -> Iterator[Duty]:
    """For the office, from December to January: what the year lacks in the archive."""
    if day.month not in (1, _FROM_MONTH) or not files_for(user, None):
        return
    year = _year_to_file(day)
    count = _lacking(user, year)
    if count:
        yield Duty(
            key=f"archive:{year}", title=f"{year} 年度还有 {count} 类档案没有归档", count=count,
            url=f"{reverse('events:archive')}?year={year}", due_on=dt.date(year + 1, *_LAST_DAY),
            action="归档",
        )  # fmt: skip


def year_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """The archive of the year before, due at the end of January, while anything is missing."""
    year = today.year - 1 if today.month < _FROM_MONTH else today.year
    due_on = dt.date(year + 1, *_LAST_DAY)
    if due_on > horizon or today.month not in (1, 2, 3, _FROM_MONTH):
        return
    filed = set(
        ArchiveItem.objects.filter(year=year, removed_on=None).values_list("archive_class", flat=True)
    )
    yearly = ArchiveClass.objects.filter(is_yearly=True)
    if missing_classes(list(yearly.values_list("pk", "valid_from", "valid_until")), filed, year):
        yield Due(
            subject=f"events.archive:{year}", on=due_on, title=f"{year} 年度档案尚未归齐",
            link=f"{reverse('events:archive')}?year={year}", right=Right.MANAGE_HONOURS,
        )  # fmt: skip


def find(user: Any, text: str, limit: int) -> Iterator[SearchResult]:
    """What was filed, by title."""
    rows = (
        items_visible_to(user).filter(title__icontains=text, removed_on=None).select_related("archive_class")
    )
    for row in rows[:limit]:
        yield SearchResult(row.title, f"{row.year} · {row.archive_class}", row.get_absolute_url(), "file")


def may_open_file(user: Any, attachment: Any) -> bool:
    """Scans: whoever sees the item."""
    return items_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """What a branch has filed goes with it."""
    if kind != "branch" or from_id == to_id:
        return 0
    return ArchiveItem.objects.filter(branch_id=from_id).update(branch_id=to_id)


def filed_count(period: Period) -> int:
    """件: what was filed in the period and is still there."""
    rows = ArchiveItem.objects.filter(filed_on__range=(period.first, period.last), removed_on=None)
    return (rows.filter(branch_id=period.branch_id) if period.branch_id else rows).count()


def filed_url(period: Period) -> str:
    """Address of the ledger with the same rows."""
    asked = {"filed_from": str(period.first), "filed_to": str(period.last), "standing": "yes"}
    if period.branch_id:
        asked["branch"] = str(period.branch_id)
    return f"{reverse('events:archive_list')}?{urlencode(asked)}"


FILED = Figure(
    "building", "归档材料", "件", "期内归档且未撤出的材料", filed_count, filed_url,
    right=Right.MANAGE_EVENTS.value, phrase="归档材料 {value}",
)  # fmt: skip
