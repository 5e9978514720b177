"""Writes of articles: draft, submission, review, publications outside; appointment of correspondents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.models import Article, Correspondent, Placement
from events.permissions import articles as permissions
from events.rules.articles import FLOW, ArticleAction, body_problem
from events.services.records import keep_files, save_record, take_step
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind_many

FIELDS = ("title", "kind", "body", "activity")


@transaction.atomic
def save_article(
    row: Article, values: Mapping[str, Any], *, author: Member | None, files: Iterable[File[Any]],
    actor: User, version: int | None = None,
) -> Article:  # fmt: skip
    """Save a draft, new without a key. ``author`` None: the writer himself; its branch is kept with it.

    Raises:
        NotPermittedError, TransitionError, StaleError; DomainError: no author, a file.
    """
    if row.pk is None:
        if not permissions.may_write(actor, today()):
            raise NotPermittedError("投稿由支会主席、小组长和聘任的通讯员办理")
        writer = author or Member.objects.unmerged().filter(user_id=actor.pk).first()
        if writer is None:
            raise DomainError("您还没有会员档案，请选择作者", field="author")
        row.author, row.branch, row.created_by = writer, writer.branch, actor
    elif not permissions.is_author(actor, row):
        raise NotPermittedError("稿件由作者本人修改")
    elif not permissions.can_edit(actor, row):
        raise TransitionError(f"稿件{row.get_state_display()}，不能修改")
    saved = save_record(
        row, {name: values[name] for name in FIELDS}, actor=actor, version=version, told=("title",)
    )
    keep_files(saved, files, actor=actor)
    return saved


def advance(
    row: Article, action: ArticleAction, *, actor: User, note: str = "", version: int | None = None
) -> Article:
    """Take one step; the author hears what became of it.

    Raises:
        TransitionError, NotPermittedError, StaleError; DomainError: too short, no reason.
    """

    def before(fresh: Article) -> None:
        _BEFORE.get(action, _decide)(fresh, actor, action)

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
        if action != ArticleAction.SUBMIT:
            _tell_author(fresh, action, note)
    return fresh


def _submit(row: Article, actor: User, action: ArticleAction) -> None:  # noqa: ARG001 - one signature
    problem = body_problem(row.body)
    if problem:
        raise DomainError(problem, field="note")
    row.submitted_on = today()


def _decide(row: Article, actor: User, action: ArticleAction) -> None:
    row.decided_by = actor
    if action == ArticleAction.PUBLISH:
        row.published_on = today()


_BEFORE = {ArticleAction.SUBMIT: _submit}


def _tell_author(row: Article, action: ArticleAction, note: str) -> None:
    users = [user for user in (row.author.user, row.created_by) if user]
    remind_many(
        users, title=f"稿件“{row.title}”：{action.label}", body=note.strip(),
        link=reverse("events:article_detail", args=[row.pk]), key=f"article:{row.pk}:v{row.version}",
    )  # fmt: skip


@transaction.atomic
def add_placement(row: Article, values: Mapping[str, Any], *, actor: User) -> Placement:
    """Note one publication outside this system; a draft has none.

    Raises:
        NotPermittedError; DomainError: entered before, or a date ahead.
    """
    if not (permissions.reviews(actor) or permissions.is_author(actor, row)):
        raise NotPermittedError("刊发情况由作者或工会办公室登记")
    if values["published_on"] > today():
        raise DomainError("刊发日期在今天之后，请核对", field="published_on")
    placement = Placement(article=row, **values)
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as error:
        raise DomainError("同一天在这家媒体的刊发已经登记过", field="outlet") from error
    audit.record(AuditAction.CREATE, placement, actor=actor, changes={"outlet": [None, placement.outlet]})
    return placement


@transaction.atomic
def appoint_correspondent(member: Member, since: dt.date, *, actor: User) -> Correspondent:
    """Let a member write articles from ``since`` on.

    Raises:
        NotPermittedError; DomainError: is one already.
    """
    if not permissions.reviews(actor):
        raise NotPermittedError("通讯员由工会办公室或主席聘任")
    row = Correspondent(member=member, since=since)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError("该会员已是通讯员", field="member") from error
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def dismiss_correspondent(row: Correspondent, until: dt.date, *, actor: User) -> Correspondent:
    """End an appointment on ``until`` (not before it began).

    Raises:
        NotPermittedError, TransitionError.
    """
    if not permissions.reviews(actor):
        raise NotPermittedError("通讯员由工会办公室或主席解聘")
    if row.until is not None:
        raise TransitionError("聘任已经结束")
    row.until = max(until, row.since)
    row.save(update_fields=["until"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"until": [None, row.until]})
    return row
