"""Registries of suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.duties import suggestions as duties
from events.figures.suggestions import FIGURES
from events.ledgers.suggestions import LEDGERS
from events.models import Suggestion
from events.permissions.suggestions import reviews, suggestions_visible_to
from events.room_registering import Around, Subject, mover, register_subject, text_search, unit_mover
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import (
    CalendarEntry,
    EntrySource,
    MergeHandler,
    SearchProvider,
    TimelineEntry,
    VisibleRecord,
    entry_sources,
    visible_records,
)
from union.organisation.choices import Right
from union.organisation.rights import works_here


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days on which adopted suggestions are due, for those who follow them up."""
    if not reviews(user):
        return
    for row in Suggestion.objects.filter(state="adopted", due_on__range=(first, last)):
        if row.due_on:
            title = f"建议实施到期：{row.title}"
            yield CalendarEntry(row.due_on, row.due_on, title, "合理化建议", row.get_absolute_url())


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Suggestions of a member, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in suggestions_visible_to(user).filter(proposer=member)[:50]:
        title = f"提出建议：{row.title}"
        yield TimelineEntry(
            row.submitted_on,
            title,
            row.get_state_display(),
            url=row.get_absolute_url(),
            icon="message-square",
        )
        if row.award and row.awarded_on:
            yield TimelineEntry(
                row.awarded_on, f"建议获{row.get_award_display()}", row.title, tone="success", icon="bookmark"
            )


SUBJECT = Subject(
    "suggestions", "合理化建议", "rooms:suggestion_home", 20, works_here, ledgers=LEDGERS, figures=FIGURES,
    rules=duties.RULES, duties={"events.suggestions": duties.suggestions}, calendar=calendar,
    timeline=timeline,
    search=SearchProvider(
        "合理化建议",
        text_search(suggestions_visible_to, ("title", "proposal"), lambda row: row.get_state_display()),
    ),
    files={"events.suggestion": suggestions_visible_to},
    merges={"events.Suggestion.proposer": MergeHandler("合理化建议", mover(Suggestion, "proposer"))},
    moves={"events.suggestions": unit_mover(Suggestion, branch="branch_id", department="department_id")},
)  # fmt: skip


def _find(user: User, pk: int) -> Suggestion | None:
    return suggestions_visible_to(user).filter(pk=pk).first()


WATCHED = VisibleRecord(
    "合理化建议", _find, (Right.VIEW_MEMBERS,), subject=lambda row: Around(row.branch_id),
    owner=lambda row: row.proposer.user,
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(SUBJECT)
    visible_records.register("suggestion", WATCHED)
    entry_sources.register("events.suggestion", EntrySource("合理化建议", _find, Suggestion.get_absolute_url))
