"""What a session deliberates: agenda, papers, opinions, minutes, resolutions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from congress.choices.ballots import PollState
from congress.choices.sessions import OpinionOutcome
from congress.choices.terms import ItemState, Power, SessionState, Stage, VotingBody
from congress.choices.votes import Outcome, VoteKind
from congress.models import (
    AgendaItem,
    Delegation,
    Minutes,
    Opinion,
    Paper,
    PaperReading,
    Resolution,
    Session,
    Vote,
)
from congress.permissions.sessions import can_manage, can_read_paper
from congress.selectors.attendance import entitled
from congress.selectors.terms import mandate_of
from congress.services.terms import refuse_stranger
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind_many

ITEM_FIELDS = (
    "stage", "position", "title", "power", "body", "vote_mode", "touches_interests", "presenter", "minutes",
    "content", "parent", "owner",
)  # fmt: skip
_OVER = (SessionState.ARCHIVED, SessionState.CANCELLED)


def _refuse_over(session: Session) -> None:
    if session.state in _OVER:
        raise TransitionError(f"会议{SessionState(session.state).label}，不能再修改")


@transaction.atomic
def save_item(
    session: Session,
    values: Mapping[str, Any],
    *,
    actor: User,
    row: AgendaItem | None = None,
    version: int = 0,
) -> AgendaItem:
    """Add an item to the agenda or change it. ``values``: ITEM_FIELDS.

    Raises:
        NotPermittedError, StaleError, TransitionError: the session is over.
        DomainError: a part of a part, of another session, or two congresses on a session that is not joint.
    """
    refuse_stranger(actor)
    _refuse_over(session)
    parent = values.get("parent")
    if parent is not None and (parent.session_id != session.pk or parent.parent_id is not None):
        raise DomainError("分项只能放在本次会议的一级议程之下", field="parent")
    if row is not None and parent is not None and (parent.pk == row.pk or row.parts.exists()):
        raise DomainError("已有分项的议程不能再放到其他议程之下", field="parent")
    if values["body"] != VotingBody.CONGRESS and not session.is_joint:
        raise DomainError("本次会议不是双代会，只由职工代表大会表决", field="body")
    if row is None:
        row = AgendaItem.objects.create(session=session, **{name: values[name] for name in ITEM_FIELDS})
        audit.record(AuditAction.CREATE, row, actor=actor, changes={"title": [None, row.title]})
        return row
    old = AgendaItem.objects.get(pk=row.pk)
    for name in ITEM_FIELDS:
        setattr(row, name, values[name])
    row.save_version(version, ITEM_FIELDS)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=audit.changes_between(old, row, ITEM_FIELDS))
    return row


@transaction.atomic
def propose_item(session: Session, title: str, *, actor: User) -> AgendaItem:
    """Put something staff have asked for at the end of the formal agenda, to be deliberated.

    Raises:
        NotPermittedError; TransitionError: the session has begun or is over.
    """
    refuse_stranger(actor)
    if session.state != SessionState.PREPARING:
        raise TransitionError("只能列入正在筹备的会议")
    last = session.agenda.filter(stage=Stage.FORMAL, parent=None).aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        session=session, stage=Stage.FORMAL, position=last + 1, title=title, power=Power.ADVISE
    )
    audit.record(AuditAction.CREATE, item, actor=actor, changes={"title": [None, title]})
    return item


@transaction.atomic
def remove_item(item: AgendaItem, *, actor: User) -> None:
    """Take an item off the agenda that nothing hangs on yet.

    Raises:
        NotPermittedError, TransitionError; DomainError: parts, papers, votes or resolutions hang on it.
    """
    refuse_stranger(actor)
    _refuse_over(item.session)
    for rel in item._meta.related_objects:
        name = rel.get_accessor_name()
        if name and getattr(item, name).exists():
            raise DomainError(
                f"“{item.title}”已有{rel.related_model._meta.verbose_name}，不能删除；可改为“暂缓”"
            )
    audit.record(AuditAction.DELETE, item, actor=actor, changes={"title": [item.title, None]})
    item.delete()


@transaction.atomic
def set_item_state(item: AgendaItem, state: ItemState, *, actor: User) -> None:
    """Mark an item as under way, done or postponed while the session lasts.

    Raises:
        NotPermittedError, TransitionError: the session is over.
    """
    refuse_stranger(actor)
    _refuse_over(item.session)
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    before, row.state = row.state, state
    row.save_version(row.version, ["state"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, state.value]})


@transaction.atomic
def save_paper(
    session: Session,
    values: Mapping[str, Any],
    *,
    actor: User,
    file: File[Any] | None = None,
    row: Paper | None = None,
) -> Paper:
    """Put a paper into the session's folder; nobody but the office sees it until it is issued.

    ``values``: title, item, audience, text.

    Raises:
        NotPermittedError; TransitionError: issued already; DomainError: neither text nor file, or a bad file.
    """
    refuse_stranger(actor)
    _refuse_over(session)
    if row is not None and row.issued_at is not None:
        raise TransitionError("文件已发放，不能再改；需要更正时请另发更正稿")
    if not values["text"].strip() and file is None and (row is None or not row.pk):
        raise DomainError("请填写正文或上传文件", field="text")
    row = row or Paper(session=session)
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    row.title, row.item, row.audience = values["title"].strip(), values["item"], values["audience"]
    row.text = values["text"]
    row.save()
    if file is not None:
        save_attachment(file, owner=row, actor=actor, kind="会议文件")
    audit.record(action, row, actor=actor, changes={"title": [None, row.title]})
    return row


@transaction.atomic
def issue_paper(paper: Paper, *, actor: User) -> Paper:
    """Hand a paper out; delegates of the session get a notice.

    Raises:
        NotPermittedError; TransitionError: handed out already.
    """
    refuse_stranger(actor)
    row = Paper.objects.select_for_update(of=("self",)).select_related("session__term").get(pk=paper.pk)
    if row.issued_at is not None:
        raise TransitionError("这份文件已经发放")
    row.issued_at, row.issued_by = timezone.now(), actor
    row.save_version(row.version, ["issued_at", "issued_by"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"issued": [None, True]})
    users = User.objects.filter(member__mandates__in=entitled(row.session)).distinct()
    remind_many(
        [user for user in users if can_read_paper(user, row)],
        title=f"{row.session.short_name}会议文件：{row.title}", key=f"paper:{row.pk}",
        link=reverse("congress:paper_detail", args=[row.pk]),
    )  # fmt: skip
    return row


@transaction.atomic
def note_reading(paper: Paper, *, actor: User) -> bool:
    """Keep the first time somebody opened an issued paper; return whether it was the first.

    No audit row: the receipt is the record.
    """
    if paper.issued_at is None:
        return False
    _row, made = PaperReading.objects.get_or_create(paper=paper, user=actor)
    return made


@transaction.atomic
def give_opinion(
    session: Session,
    *,
    text: str,
    actor: User,
    item: AgendaItem | None = None,
    delegation: Delegation | None = None,
) -> Opinion:
    """Record what a delegation said: delegates for their own, the office for any.

    Raises:
        NotPermittedError: neither a delegate of the session nor the office.
        TransitionError: the session is over; DomainError: no text or no delegation.
    """
    if session.state not in (SessionState.PREPARING, SessionState.PRELIMINARY, SessionState.OPEN):
        raise TransitionError("会议已经闭幕，不再收集讨论意见")
    mandate = mandate_of(actor, today())
    own = mandate.delegation if mandate and mandate.term_id == session.term_id else None
    where = delegation if can_manage(actor) else own
    if where is None and not can_manage(actor):
        raise NotPermittedError("讨论意见由本届代表团提出，您不在代表团中")
    if where is None or where.term_id != session.term_id:
        raise DomainError("请选择本届代表团", field="delegation")
    if not text.strip():
        raise DomainError("请填写意见", field="text")
    row = Opinion.objects.create(
        session=session, item=item, delegation=where, text=text.strip(), recorded_by=actor
    )
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def answer_opinion(
    opinion: Opinion, outcome: OpinionOutcome, answer: str, *, version: int, actor: User
) -> Opinion:
    """Answer an opinion: adopted, partly, or not; what is not adopted needs a reason.

    Raises:
        NotPermittedError, StaleError; DomainError: no outcome, or declined without a reason.
    """
    refuse_stranger(actor)
    if outcome == OpinionOutcome.OPEN:
        raise DomainError("请选择处理结果", field="outcome")
    if outcome != OpinionOutcome.ADOPTED and not answer.strip():
        raise DomainError("未采纳或部分采纳的意见须说明理由", field="answer")
    row = Opinion.objects.get(pk=opinion.pk)
    before, row.outcome = row.outcome, outcome
    row.answer, row.answered_by, row.answered_at = answer.strip(), actor, timezone.now()
    row.save_version(version, ["outcome", "answer", "answered_by", "answered_at"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"outcome": [before, outcome.value]})
    return row


@transaction.atomic
def save_minutes(
    session: Session, stage: Stage, *, text: str, recorder: str, chaired_by: str, version: int, actor: User
) -> Minutes:
    """Write the minutes of a stage; ``version`` 0 for the first time.

    Raises:
        NotPermittedError, StaleError; TransitionError: the session is archived.
    """
    refuse_stranger(actor)
    _refuse_over(session)
    row, made = Minutes.objects.select_for_update().get_or_create(session=session, stage=stage)
    row.text, row.recorder, row.chaired_by = text, recorder.strip(), chaired_by.strip()
    row.save_version(row.version if made else version, ["text", "recorder", "chaired_by"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"text": None})
    return row


@transaction.atomic
def pass_resolution(
    session: Session,
    *,
    title: str,
    text: str,
    passed_on: dt.date,
    actor: User,
    item: AgendaItem | None = None,
) -> Resolution:
    """Register a resolution; its number is the next of the session, without gaps (the session is locked).

    Raises:
        NotPermittedError; DomainError: nothing in it, no valid meeting on record, before the opening, or
            the item was not passed.
    """
    refuse_stranger(actor)
    row = Session.objects.select_for_update(of=("self",)).select_related("term").get(pk=session.pk)
    _refuse_over(row)
    if not title.strip() or not text.strip():
        raise DomainError("请填写决议标题和内容", field="title")
    if not row.validities.filter(is_valid=True).exists():
        raise DomainError("会议还没有达到法定人数的记录，不能形成决议")
    if not (row.preliminary_on or row.opens_on) <= passed_on <= row.closes_on:
        raise DomainError(f"通过日期应在会期（{row.opens_on} 至 {row.closes_on}）内", field="passed_on")
    _refuse_unpassed(item)
    number = (row.resolutions.aggregate(top=Max("number"))["top"] or 0) + 1
    made = Resolution.objects.create(
        session=row, item=item, number=number, title=title.strip(), text=text.strip(), passed_on=passed_on,
        recorded_by=actor,
    )  # fmt: skip
    audit.record(AuditAction.CREATE, made, actor=actor, changes={"number": [None, number]})
    return made


def _refuse_unpassed(item: AgendaItem | None) -> None:
    """What is to be passed has been: the last vote of each electorate counts, part by part (分项表决).

    Raises:
        DomainError: voted down, or never voted on although it touches the interests of the staff.
    """
    if item is None or not item.must_pass:
        return
    for part in list(item.parts.all()) or [item]:
        decided = Vote.objects.filter(agenda_item=part, kind=VoteKind.ITEM, poll__state=PollState.DECIDED)
        last = dict(decided.order_by("poll__closed_at", "pk").values_list("electorate", "outcome"))
        if not last and part.is_vital:
            raise DomainError(
                f"“{part.title}”涉及职工切身利益，还没有表决结果，不能形成决议（《企业民主管理规定》第二十条）",
                field="item",
            )
        if any(outcome != Outcome.PASSED for outcome in last.values()):
            raise DomainError(f"“{part.title}”最近一次表决没有通过，不能形成决议", field="item")


@transaction.atomic
def publish_resolution(resolution: Resolution, *, actor: User) -> Resolution:
    """Publish a resolution to all staff; it can be read by everybody with a login from now on.

    Raises:
        NotPermittedError; TransitionError: published already.
    """
    refuse_stranger(actor)
    row = (
        Resolution.objects.select_for_update(of=("self",))
        .select_related("session__term")
        .get(pk=resolution.pk)
    )
    if row.published_at is not None:
        raise TransitionError("这项决议已经公布")
    row.published_at, row.published_by = timezone.now(), actor
    row.save(update_fields=["published_at", "published_by"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"published": [None, True]})
    return row
