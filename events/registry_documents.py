"""Registries of rules and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from events.choices.documents import DocumentState
from events.demo_documents import fill_documents
from events.ledgers.documents import DOCUMENTS
from events.models import PolicyDocument
from events.selectors.documents import documents_visible_to, unknown_to
from events.selectors.readings import unread_users
from union.common import registries
from union.common.registries import (
    CalendarEntry,
    Duty,
    Figure,
    NavItem,
    Period,
    SearchProvider,
    SearchResult,
)
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.organisation.rights import holds, works_here
from union.reminders.declare import Due, ReminderRule, Step
from union.reminders.declare import rules as reminder_rules

_MOST = 10


def register() -> None:
    """Fill the registries."""
    register_ledger(DOCUMENTS)
    registries.duties.register("events.documents", to_confirm)
    registries.calendar_entries.register("events.documents", calendar)
    registries.search_results.register("documents", SearchProvider("制度文件", find))
    registries.attachment_access.register("events.policydocument", may_open_file)
    registries.unit_moves.register("events.documents", move_branch)
    registries.figures.register("events.documents", ISSUED)
    registries.demo_data.register("events.documents", fill_documents)
    reminder_rules.register(
        "events.document", ReminderRule("制度确认阅读", confirmations, (Step(-1), Step(0), Step(7)))
    )
    nav = registries.navigation.register
    nav(
        "events.library_rules",
        NavItem("制度文件", "events:library_rules", "", works_here, 26, parent="records"),
    )
    nav(
        "events.documents",
        NavItem("制度台账", "events:document_list", "", holds(Right.VIEW_MEMBERS), 27, parent="records"),
    )


def to_confirm(user: Any, day: dt.date) -> Iterator[Duty]:
    """Rules I must know and have not confirmed."""
    for row in unknown_to(user, day).order_by("confirm_by")[:_MOST]:
        yield Duty(
            key=f"document:{row.pk}:confirm", title=f"请学习并确认：{row.title}", url=row.get_absolute_url(),
            due_on=row.confirm_by, action="阅读",
        )  # fmt: skip


def calendar(user: Any, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days on which rules begin to bind, or end."""
    rows = documents_visible_to(user).filter(state=DocumentState.IN_FORCE)
    for row in rows.filter(Q(valid_from__range=(first, last)) | Q(valid_until__range=(first, last))):
        for day, word in ((row.valid_from, "生效"), (row.valid_until, "失效")):
            if day is not None and first <= day <= last:
                yield CalendarEntry(day, day, f"{row.title} {word}", "制度", row.get_absolute_url())


def find(user: Any, text: str, limit: int) -> Iterator[SearchResult]:
    """Rules by title or number."""
    rows = documents_visible_to(user).filter(Q(title__icontains=text) | Q(number__icontains=text))
    for row in rows[:limit]:
        detail = f"{row.number} · {row.get_state_display()}"
        yield SearchResult(row.title, detail, row.get_absolute_url(), "file-text")


def may_open_file(user: Any, attachment: Any) -> bool:
    """Texts: whoever sees the rule."""
    return documents_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """Rules for a branch that was merged are for the one it went into."""
    if kind != "branch" or from_id == to_id:
        return 0
    rows = list(PolicyDocument.objects.filter(target_branches=from_id))
    for row in rows:
        row.target_branches.remove(from_id)
        row.target_branches.add(to_id)
    return len(rows)


def confirmations(today_: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Rules to be confirmed, for everybody who has not."""
    rows = PolicyDocument.objects.filter(
        state=DocumentState.IN_FORCE, must_confirm=True, confirm_by__lte=horizon
    )
    for row in rows:
        assert row.confirm_by is not None  # the filter asks for it
        users = tuple(unread_users(row, today_).values_list("pk", flat=True))
        if users:
            yield Due(
                subject=f"events.document:{row.pk}", on=row.confirm_by, title=f"请学习并确认：{row.title}",
                link=row.get_absolute_url(), user_ids=users,
            )  # fmt: skip


def issued_count(period: Period) -> int:
    """件: rules issued in the period, repealed since or not; drafts left out. Rules belong to no branch."""
    if period.branch_id:
        return 0
    rows = PolicyDocument.objects.exclude(state=DocumentState.DRAFT)
    return rows.filter(issued_on__range=(period.first, period.last)).count()


def issued_url(period: Period) -> str:
    """Address of the ledger with the same rows."""
    asked = {"issued_from": period.first, "issued_to": period.last, "state": "issued"}
    if period.branch_id:
        asked["state"] = "none"
    return f"{reverse('events:document_list')}?{urlencode(asked)}"


ISSUED = Figure(
    "building", "发布制度", "件", "期内签发的制度和修订版本，不含草稿", issued_count, issued_url,
    right=Right.PUBLISH_NEWS.value, phrase="制定、修订制度 {value}",
)  # fmt: skip
