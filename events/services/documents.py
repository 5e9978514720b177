"""Writes of rules: drafted, signed, repealed; a new edition takes the place of the old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import transaction

from events.choices.documents import DocumentState
from events.models import PolicyDocument
from events.permissions import documents as permissions
from events.rules.documents import FLOW, DocumentAction, dates_problem
from events.selectors.readings import audience_of, unread_users
from events.services.records import keep_files, record_step, save_record, take_step
from union.accounts.models import User
from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch
from union.reminders.services import remind_many

FIELDS = ("number", "edition", "title", "kind", "summary", "issued_on", "valid_from", "valid_until",
          "replaces", "must_confirm", "confirm_by")  # fmt: skip


@transaction.atomic
def save_document(
    row: PolicyDocument, values: Mapping[str, Any], *, branches: Iterable[Branch], offices: Iterable[str],
    files: Iterable[File[Any]], actor: User, version: int | None = None,
) -> PolicyDocument:  # fmt: skip
    """Save a draft, new without a key.

    Raises:
        NotPermittedError, TransitionError, StaleError; DomainError: dates, number taken, replaced, a file.
    """
    if not permissions.keeps(actor):
        raise NotPermittedError("制度由工会办公室和主席管理")
    if row.state != DocumentState.DRAFT:
        raise TransitionError(f"制度{row.get_state_display()}，不能修改；请另拟新版本代替")
    _check(row, values)
    row.set_offices(offices)
    if row.pk is None:
        row.created_by = actor
    typed = {**{name: values[name] for name in FIELDS}, "target_offices": row.target_offices}
    saved = save_record(row, typed, actor=actor, version=version, told=("number", "edition", "title"))
    saved.target_branches.set(branches)
    keep_files(saved, files, actor=actor, kind="正文")
    return saved


def _check(row: PolicyDocument, values: Mapping[str, Any]) -> None:
    field, problem = dates_problem(
        values["issued_on"], values["valid_from"], values["valid_until"], values["confirm_by"]
    )
    if problem:
        raise DomainError(problem, field=field)
    others = PolicyDocument.objects.exclude(pk=row.pk)
    if others.filter(number=values["number"], edition=values["edition"]).exists():
        raise DomainError("这个文号的同一版本已经有了，请核对文号或版本", field="edition")
    if values["replaces"] and others.filter(replaces=values["replaces"]).exists():
        raise DomainError("那个版本已有新版本代替", field="replaces")


def advance(
    row: PolicyDocument, action: DocumentAction, *, actor: User, note: str = "", version: int | None = None
) -> PolicyDocument:
    """Take one step; signing repeals the edition replaced and tells those who must know it.

    Raises:
        TransitionError, NotPermittedError, StaleError; DomainError: neither text nor file, no reason.
    """

    def before(fresh: PolicyDocument) -> None:
        if action == DocumentAction.PUBLISH:
            if not fresh.summary.strip() and not attachments_of(fresh).exists():
                raise DomainError("请先填写内容或上传正文，再签发")
            fresh.published_by = actor

    with transaction.atomic():
        fresh = take_step(
            row,
            action,
            FLOW,
            actor=actor,
            refusal=permissions.refusal,
            note=note,
            before=before,
            version=version,
        )
        if action == DocumentAction.PUBLISH:
            _replace(fresh, actor)
            if fresh.must_confirm:
                tell(fresh, audience_of(fresh, today()))
    return fresh


def _replace(row: PolicyDocument, actor: User) -> None:
    """The edition before ends the day before the new one begins."""
    old = row.replaces
    if old is None or old.state != DocumentState.IN_FORCE:
        return
    last = row.valid_from - dt.timedelta(days=1)
    old.valid_until = max(old.valid_from, last)
    old.state = DocumentState.REPEALED
    old.save(update_fields=["valid_until", "state"])
    record_step(old, DocumentState.IN_FORCE, old.state, "由新版本代替", actor=actor, note=row.number)


def tell(row: PolicyDocument, users: Iterable[User], *, again: str = "") -> int:
    """Put the rule into the inboxes of ``users``."""
    return remind_many(
        users, title=f"请学习并确认：{row.title}", body=f"{row.number} {row.edition}",
        link=row.get_absolute_url(), key=f"document:{row.pk}:{again or 'published'}",
    )  # fmt: skip


def ask_again(row: PolicyDocument, *, actor: User, day: dt.date) -> int:
    """Tell everybody who has not confirmed it; once a day. Return how many.

    Raises:
        NotPermittedError; TransitionError: not in force, or nobody is asked to confirm it.
    """
    if not permissions.keeps(actor):
        raise NotPermittedError("制度由工会办公室和主席管理")
    if row.state != DocumentState.IN_FORCE or not row.must_confirm:
        raise TransitionError("只催办已发布且须确认阅读的制度")
    return tell(row, unread_users(row, day), again=f"again-{day}")
