"""Registries of hazards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.duties import hazards as duties
from events.figures.hazards import FIGURES
from events.ledgers.hazards import LEDGERS
from events.models import Hazard
from events.permissions.hazards import hazards_visible_to
from events.room_registering import Around, Subject, mover, register_subject, text_search, unit_mover
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import (
    CalendarEntry,
    MergeHandler,
    SearchProvider,
    TimelineEntry,
    VisibleRecord,
    visible_records,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Deadlines of hazards the user sees."""
    rows = hazards_visible_to(user).filter(state="assigned", due_on__range=(first, last))
    for row in rows:
        if row.due_on:
            yield CalendarEntry(
                row.due_on, row.due_on, f"隐患整改到期：{row.place}", "安全", row.get_absolute_url()
            )


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Hazards a member found, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in hazards_visible_to(user).filter(finder=member)[:50]:
        yield TimelineEntry(
            row.found_on, f"发现隐患：{row.place}", row.get_state_display(), url=row.get_absolute_url(),
            icon="triangle-alert",
        )  # fmt: skip


SUBJECT = Subject(
    "hazards", "隐患排查", "rooms:hazard_home", 10, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules=duties.RULES, duties={"events.hazards": duties.hazards}, calendar=calendar, timeline=timeline,
    search=SearchProvider(
        "隐患",
        text_search(hazards_visible_to, ("place", "description"), lambda row: row.get_state_display()),
    ),
    files={"events.hazard": hazards_visible_to},
    merges={"events.Hazard.finder": MergeHandler("发现的隐患", mover(Hazard, "finder"))},
    moves={"events.hazards": unit_mover(Hazard, branch="branch_id", department="department_id")},
)  # fmt: skip


def _find(user: User, pk: int) -> Hazard | None:
    return hazards_visible_to(user).filter(pk=pk).first()


WATCHED = VisibleRecord(
    "隐患", _find, (Right.VIEW_MEMBERS, Right.HANDLE_HAZARDS),
    subject=lambda row: Around(row.branch_id, row.department_id),
    owner=lambda row: row.finder.user if row.finder else row.reported_by,
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
    visible_records.register("hazard", WATCHED)
