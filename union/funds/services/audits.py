"""Samples, questions and opinions of the audit committee, which reads the book and writes none of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from union.common import audit
from union.common.calendar import add_working_days
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.funds import permissions
from union.funds.choices import OpinionState, QuestionAction, SampleResult
from union.funds.models import AuditOpinion, AuditQuestion, AuditRemark, AuditSample, AuditSampleRow, Entry
from union.funds.rules.audits import QUESTION_STEPS, check_drawing, draw
from union.funds.selectors.audits import audit_rules, candidates, facts_for
from union.funds.services.posting import lock_book

if TYPE_CHECKING:
    from union.accounts.models import User

NO_RIGHT = "只有经费审查委员会成员能办理"
OPINION_FIELDS = ("conclusion", "checked", "problems", "advice", "meeting", "decided_on")


def require_auditor(actor: User) -> None:
    """Let auditors pass.

    Raises:
        NotPermittedError: anybody else.
    """
    if not permissions.can_audit(actor):
        raise NotPermittedError(NO_RIGHT)


@transaction.atomic
def draw_sample(
    first: dt.date, last: dt.date, *, seed: str, size: int, large_from: Decimal, note: str, actor: User
) -> AuditSample:
    """Draw vouchers of the period by the published ``seed`` (rules.audits.draw) and keep what was drawn.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: no seed, an impossible number, the period upside down or without vouchers.
    """
    require_auditor(actor)
    check_drawing(seed, size)
    if last < first:
        raise DomainError("期间的结束日期不能早于开始日期", field="last_on")
    lock_book(last.year)
    through = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = candidates(first, last, through=through)
    if not rows:
        raise DomainError("这段期间没有凭证，请换一段期间", field="first_on")
    sample = AuditSample.objects.create(
        first_on=first, last_on=last, seed=seed.strip(), size=size, large_from=large_from,
        population=len(rows), through=through, note=note.strip(), created_by=actor,
    )  # fmt: skip
    drawn = draw(rows, seed=sample.seed, size=size, large_from=large_from)
    AuditSampleRow.objects.bulk_create(
        AuditSampleRow(sample=sample, entry_id=each.pk, stratum=each.stratum) for each in drawn
    )
    audit.record(AuditAction.CREATE, sample, actor=actor, changes={"rows": [None, len(drawn)]})
    return sample


@transaction.atomic
def record_result(
    row: AuditSampleRow, *, result: str, note: str, question: str, actor: User
) -> AuditQuestion | None:
    """Write down what was found at a sampled voucher; ``question`` asks the office at the same time.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: no result; a doubt without a word about it.
    """
    require_auditor(actor)
    if result not in SampleResult.values:
        raise DomainError("请选择审查结果", field="result")
    if result == SampleResult.DOUBT and not (note.strip() or question.strip()):
        raise DomainError("有疑问的凭证请写明疑问，或直接向工会办公室提问", field="note")
    row = AuditSampleRow.objects.select_for_update().get(pk=row.pk)
    old = row.result
    row.result, row.note, row.checked_by, row.checked_at = result, note.strip(), actor, timezone.now()
    row.save(update_fields=["result", "note", "checked_by", "checked_at"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"result": [old, result]})
    return ask(row.entry, text=question, actor=actor) if question.strip() else None


@transaction.atomic
def ask(entry: Entry, *, text: str, actor: User) -> AuditQuestion:
    """Ask the office about a voucher; it has the working days of the rule set ``money_audit`` to answer.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: no text.
    """
    require_auditor(actor)
    day = timezone.localdate()
    question = AuditQuestion.objects.create(
        entry=entry, asked_by=actor, due_on=add_working_days(day, audit_rules(day)["answer_days"])
    )
    _remark(question, QuestionAction.ASK, text, actor)
    audit.record(AuditAction.CREATE, question, actor=actor, changes={"due_on": [None, question.due_on]})
    return question


@transaction.atomic
def take_question_step(
    question: AuditQuestion, action: QuestionAction, *, text: str, actor: User
) -> AuditQuestion:
    """Answer, ask again or close; asked again, the days to answer begin anew.

    Raises:
        NotPermittedError: the step is not this user's.
        TransitionError: the question does not stand there (any more).
        DomainError: no text.
    """
    question = AuditQuestion.objects.select_for_update().get(pk=question.pk)
    step = QUESTION_STEPS.step_for(question.state, action)
    if not actor.access.scope(step.right).everything:
        raise NotPermittedError(f"您不能{action.label}：经审会提问和了结，工会办公室答复")
    _remark(question, action, text, actor)
    old, question.state = question.state, step.target
    if action == QuestionAction.ASK_AGAIN:
        day = timezone.localdate()
        question.due_on = add_working_days(day, audit_rules(day)["answer_days"])
    if action == QuestionAction.CLOSE:
        question.closed_at = timezone.now()
    question.save(update_fields=["state", "due_on", "closed_at"])
    audit.record(AuditAction.STEP, question, actor=actor, changes={"state": [old, question.state]})
    return question


def _remark(question: AuditQuestion, action: QuestionAction, text: str, actor: User) -> None:
    if not text.strip():
        raise DomainError(f"请填写{action.label}内容", field="text")
    AuditRemark.objects.create(question=question, action=action, text=text.strip(), by=actor)


@transaction.atomic
def start_opinion(year: int, subject: str, *, actor: User) -> AuditOpinion:
    """Begin an opinion, or the next revision of an issued one with its words.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: a draft stands already, or the year has not begun.
    """
    require_auditor(actor)
    if year > timezone.localdate().year + 1:
        raise DomainError(f"{year} 年度还没有到", field="year")
    lock_book(year)
    earlier = list(AuditOpinion.objects.filter(year=year, subject=subject).order_by("revision"))
    if earlier and earlier[-1].state == OpinionState.DRAFT:
        raise DomainError(f"{earlier[-1]}正在起草，请继续填写", field="subject")
    last = earlier[-1] if earlier else None
    texts = {name: getattr(last, name) for name in ("checked", "problems", "advice")} if last else {}
    opinion = AuditOpinion.objects.create(
        year=year, subject=subject, revision=last.revision + 1 if last else 1, written_by=actor, **texts
    )
    audit.record(AuditAction.CREATE, opinion, actor=actor)
    return opinion


@transaction.atomic
def save_opinion(
    opinion: AuditOpinion, typed: Mapping[str, Any], *, version: int, actor: User
) -> AuditOpinion:
    """Save a draft.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: it is issued.
        StaleError: somebody saved meanwhile.
    """
    require_auditor(actor)
    row = AuditOpinion.objects.select_for_update().get(pk=opinion.pk)
    _check_draft(row)
    for name in OPINION_FIELDS:
        setattr(row, name, typed[name])
    row.save_version(version, OPINION_FIELDS)
    audit.record(AuditAction.UPDATE, row, actor=actor)
    return row


def missing_in_opinion(row: AuditOpinion, today: dt.date) -> str:
    """Say what must still be written before ``row`` can be issued; "" for nothing."""
    if not (row.conclusion and row.checked.strip()):
        return "请先填写审查情况和审查结论"
    if not row.meeting.strip() or row.decided_on is None:
        return "审查意见由经审会集体讨论决定，请填写会议和议定日期"
    return "议定日期还没有到" if row.decided_on > today else ""


@transaction.atomic
def issue_opinion(opinion: AuditOpinion, *, actor: User, today: dt.date) -> AuditOpinion:
    """Issue it: the figures it rests on are frozen, nothing of it changes any more.

    Raises:
        NotPermittedError: ``actor`` is no auditor.
        DomainError: issued already, or without conclusion, findings, meeting or its day.
    """
    require_auditor(actor)
    row = AuditOpinion.objects.select_for_update().get(pk=opinion.pk)
    _check_draft(row)
    missing = missing_in_opinion(row, today)
    if missing:
        raise DomainError(missing)
    row.facts = facts_for(row.subject, row.year, today)
    row.state, row.issued_by, row.issued_at = OpinionState.ISSUED, actor, timezone.now()
    row.save_version(row.version, ("facts", "state", "issued_by_id", "issued_at"))
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["draft", "issued"]})
    return row


def _check_draft(row: AuditOpinion) -> None:
    if row.state != OpinionState.DRAFT:
        raise DomainError(f"{row}已出具，不能修改；需要更正时请出具新的一版")
