"""Writes of notices: drafted, published, withdrawn; read, confirmed, asked for again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.choices.notices import BulletinState
from events.models import Bulletin
from events.permissions import notices as permissions
from events.rules.notices import FLOW, BulletinAction, window_problem
from events.rules.records import RecordArrow
from events.selectors.readings import audience_of, unread_users
from events.services.records import keep_files, save_record, take_step
from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch
from union.reminders.services import remind_many

FIELDS = ("title", "kind", "body", "branch", "visible_from", "visible_until", "is_pinned", "must_confirm",
          "confirm_by")  # fmt: skip


@transaction.atomic
def save_bulletin(
    row: Bulletin, values: Mapping[str, Any], *, branches: Iterable[Branch], offices: Iterable[str],
    files: Iterable[File[Any]], actor: User, version: int | None = None,
) -> Bulletin:  # fmt: skip
    """Save a draft, new without a key. A branch's notice is for that branch alone, whatever was chosen.

    Raises:
        NotPermittedError, TransitionError, StaleError; DomainError: dates that cannot be, a file.
    """
    branch = values["branch"]
    if not permissions.issues_for(actor, branch.pk if branch else None):
        raise NotPermittedError("只能发布本支会的通知；面向全院的通知由工会办公室发布")
    if row.state != BulletinState.DRAFT:
        raise TransitionError(f"通知{row.get_state_display()}，不能修改；请先撤回再重新编辑")
    field, problem = window_problem(
        values["visible_from"], values["visible_until"], values["confirm_by"], today()
    )
    if problem:
        raise DomainError(problem, field=field)
    row.set_offices(offices)
    new = row.pk is None
    if new:
        row.created_by = actor
    typed = {**{name: values[name] for name in FIELDS}, "target_offices": row.target_offices}
    saved = save_record(row, typed, actor=actor, version=version, told=FIELDS)
    saved.target_branches.set([branch] if branch else branches)
    keep_files(saved, files, actor=actor)
    return saved


def advance(
    row: Bulletin, action: BulletinAction, *, actor: User, note: str = "", version: int | None = None
) -> Bulletin:
    """Take one step; publishing tells those it is for at once when the window has begun.

    Raises:
        TransitionError, NotPermittedError, StaleError, DomainError.
    """

    def before(fresh: Bulletin) -> None:
        if action == BulletinAction.PUBLISH:
            _publish(fresh, actor)

    with transaction.atomic():
        fresh = take_step(
            row, action, FLOW, actor=actor, refusal=_refusal, note=note, before=before, version=version,
        )  # fmt: skip
        if action == BulletinAction.PUBLISH and fresh.shown_on(today()):
            tell(fresh, audience_of(fresh, today()))
    return fresh


def _refusal(actor: User, row: Bulletin, arrow: RecordArrow) -> str:  # noqa: ARG001 - one signature
    return "" if permissions.issues_for(actor, row.branch_id) else "只能办理本支会的通知"


def _publish(row: Bulletin, actor: User) -> None:
    field, problem = window_problem(row.visible_from, row.visible_until, row.confirm_by, today())
    if problem:
        raise DomainError(problem, field=field)
    row.published_by, row.published_at = actor, timezone.now()


def tell(row: Bulletin, users: Iterable[User], *, again: str = "") -> int:
    """Put the notice into the inboxes of ``users``; each publication (or day of asking again) once."""
    return remind_many(
        users, title=f"{row.get_kind_display()}：{row.title}",
        body="请阅读并确认" if row.must_confirm else "",
        link=reverse("events:bulletin_detail", args=[row.pk]),
        key=f"bulletin:{row.pk}:{again or f'v{row.version}'}",
    )  # fmt: skip


def ask_again(row: Bulletin, *, actor: User, day: dt.date) -> int:
    """Tell everybody who has not read it yet (not confirmed, where asked for); once a day. Return how many.

    Raises:
        NotPermittedError; TransitionError: nobody can read it now.
    """
    if not permissions.issues_for(actor, row.branch_id):
        raise NotPermittedError("只能催办本支会的通知")
    if not row.shown_on(day):
        raise TransitionError("通知不在展示期内，不能催办")
    return tell(row, unread_users(row, day), again=f"again-{day}")
