"""Sessions: planned with their checklist, opened, declared valid, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from congress.choices.delegates import PanelRole
from congress.choices.sessions import GuestKind
from congress.choices.terms import SessionKind, SessionState
from congress.models import Guest, Mandate, PreparationStep, Presider, Session, Term, Validity
from congress.rules.fractions import in_words, least_count, reaches
from congress.rules.preparation import plan
from congress.rules.sessions import FLOW, STAGE_OF, SessionAction, Step
from congress.selectors.attendance import entitled, present, quorum
from congress.selectors.rules import congress_rules, rule_set
from congress.services.terms import refuse_stranger
from union.accounts.models import User
from union.common import audit
from union.common.calendar import WorkingDays
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, TransitionError
from union.reminders.services import remind

EDITABLE = (
    "kind", "is_joint", "theme", "opens_on", "closes_on", "preliminary_on", "place", "requested_by", "reason",
    "request_count",
)  # fmt: skip


@transaction.atomic
def plan_session(term: Term, values: Mapping[str, Any], *, actor: User | None) -> Session:
    """Plan the next session of ``term`` (numbers run without gaps) and write its checklist.

    ``values``: EDITABLE fields.

    Raises:
        NotPermittedError; DomainError: outside the term, or an extraordinary one without who asked and why.
    """
    refuse_stranger(actor)
    row = Term.objects.select_for_update().get(pk=term.pk)
    number = (row.sessions.aggregate(top=Max("number"))["top"] or 0) + 1
    session = Session(term=row, number=number, **{name: values[name] for name in EDITABLE if name in values})
    _check(session)
    session.save()
    write_checklist(session)
    audit.record(AuditAction.CREATE, session, actor=actor, changes={"opens_on": [None, session.opens_on]})
    return session


def _check(session: Session) -> None:
    term = session.term
    if session.closes_on < session.opens_on:
        raise DomainError("闭幕日期早于开幕日期", field="closes_on")
    if not term.starts_on <= session.opens_on <= term.last_day:
        raise DomainError(
            f"会议应在{term}任期（{term.starts_on} 至 {term.last_day}）内召开", field="opens_on"
        )
    if session.preliminary_on and session.preliminary_on > session.opens_on:
        raise DomainError("预备会议应在正式会议之前召开", field="preliminary_on")
    if session.kind == SessionKind.EXTRAORDINARY and not (session.requested_by and session.reason):
        raise DomainError("临时会议须写明提议人（单位、工会或三分之一以上代表）和事由", field="requested_by")
    if session.request_count is not None:
        _check_request(session, session.request_count)


def _check_request(session: Session, asked: int) -> None:
    """Delegates who ask for an extraordinary session: a third of all in office, counted in whole numbers."""
    least = congress_rules(session.opens_on).get("request_least", [1, 3])
    total = Mandate.objects.in_office(today()).filter(term=session.term).count()
    if not reaches(asked, total, least):
        raise DomainError(
            f"联名代表 {asked} 人，不足在任代表 {total} 人的{in_words(least)}，"
            f"须 {least_count(total, least)} 人"
            "（《上海市职工代表大会条例》第二十二条）",
            field="request_count",
        )


def write_checklist(session: Session) -> int:
    """Write what is missing of the checklist, move open steps to the dates of the opening; return how many.

    Steps that are done or waived keep their date. Safe to run again.
    """
    rule = rule_set("congress_preparation", session.opens_on)
    days = WorkingDays()
    planned = plan(
        rule.values, opens_on=session.opens_on, closes_on=session.closes_on, add_working=days.add,
        is_working=days.is_working_day,
    )  # fmt: skip
    known = {step.key: step for step in session.preparation.all()}
    for each in planned:
        step = known.get(each.key)
        if step is None:
            PreparationStep.objects.create(
                session=session, key=each.key, title=each.title, basis=each.basis, due_on=each.due_on
            )
        elif step.done_on is None and not step.is_waived and step.due_on != each.due_on:
            step.due_on = each.due_on
            step.save_version(step.version, ["due_on"])
    return len(planned)


@transaction.atomic
def change_session(session: Session, values: Mapping[str, Any], *, version: int, actor: User) -> Session:
    """Change a session that has not closed; the open steps of the checklist follow the opening.

    Raises:
        NotPermittedError, StaleError, TransitionError: closed already; DomainError: as `plan_session`.
    """
    refuse_stranger(actor)
    old = Session.objects.select_for_update(of=("self",)).select_related("term").get(pk=session.pk)
    row = Session.objects.select_related("term").get(pk=session.pk)
    if row.state not in (SessionState.PREPARING, SessionState.PRELIMINARY, SessionState.OPEN):
        raise TransitionError(f"会议{SessionState(row.state).label}，不能再修改")
    for name in EDITABLE:
        if name in values:
            setattr(row, name, values[name])
    _check(row)
    changes = audit.changes_between(old, row, EDITABLE)
    row.save_version(version, EDITABLE)
    write_checklist(row)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    return row


@transaction.atomic
def advance_session(session: Session, action: SessionAction, *, actor: User, note: str = "") -> Session:
    """Take one step of the session.

    Raises:
        TransitionError: the table has no such arrow from the present state.
        NotPermittedError: not the union office.
        DomainError: the note is missing, or the quorum of the stage was never declared reached.
    """
    refuse_stranger(actor)
    row = Session.objects.select_for_update(of=("self",)).select_related("term").get(pk=session.pk)
    step = FLOW.step_for(row.state, action)
    if step.note_required and not note.strip():
        raise DomainError(f"{action.label}须说明原因", field="note")
    _refuse_without_quorum(row, step)
    before, row.state, row.state_note = row.state, step.target, note.strip()[:200]
    row.save_version(row.version, ["state", "state_note"])
    audit.record(
        AuditAction.STEP, row, actor=actor, note=note,
        changes={"state": [SessionState(before).label, step.target.label]},
    )  # fmt: skip
    return row


def _refuse_without_quorum(session: Session, step: Step) -> None:
    if step.quorum_of is None:
        return
    declared = session.validities.filter(stage=step.quorum_of).order_by("-pk").first()
    if declared is None or not declared.is_valid:
        raise DomainError(
            f"{step.quorum_of.label}还没有宣布达到法定人数，不能{step.action.label}；请在“签到”页核实并宣布"
        )


@transaction.atomic
def declare_validity(session: Session, *, actor: User) -> Validity:
    """Count who is in the room and put on record whether the meeting may decide; append-only.

    Raises:
        NotPermittedError; DomainError: no meeting is under way.
    """
    refuse_stranger(actor)
    row = Session.objects.select_for_update(of=("self",)).select_related("term").get(pk=session.pk)
    stage = STAGE_OF.get(SessionState(row.state))
    if stage is None:
        raise DomainError("会议还没有开始（或已闭幕），不能核定法定人数")
    found = quorum(row)
    validity = Validity.objects.create(
        session=row, stage=stage, entitled=found.entitled, present=found.present, needed=found.needed,
        is_valid=found.is_reached, basis=found.basis, declared_by=actor,
        entitled_ids=sorted(entitled(row).values_list("pk", flat=True)),
        present_ids=sorted(present(row).values_list("pk", flat=True)),
    )  # fmt: skip
    audit.record(
        AuditAction.CREATE, validity, actor=actor,
        changes={"present": [None, found.present], "entitled": [None, found.entitled]},
    )  # fmt: skip
    return validity


@transaction.atomic
def assign_step(
    step: PreparationStep, *, owner: User | None, due_on: dt.date, version: int, actor: User
) -> None:
    """Say who does a step of the checklist and by when; the owner gets a notice.

    Raises:
        NotPermittedError, StaleError.
    """
    refuse_stranger(actor)
    row = PreparationStep.objects.select_related("session__term").get(pk=step.pk)
    row.owner, row.due_on = owner, due_on
    row.save_version(version, ["owner", "due_on"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"owner": [None, owner.pk if owner else None]})
    if owner is not None and owner.pk != actor.pk:
        remind(
            owner, title=f"{row.session.short_name}筹备：{row.title}，请于 {due_on} 前完成",
            link=f"{reverse('congress:session_detail', args=[row.session_id])}?tab=preparation",
            key=f"preparation:{row.pk}:{owner.pk}",
        )  # fmt: skip


@transaction.atomic
def finish_step(
    step: PreparationStep, *, actor: User, note: str = "", waived: bool = False
) -> PreparationStep:
    """Tick a step of the checklist; its owner or the union office may. Waiving needs a reason.

    Raises:
        NotPermittedError, TransitionError: ticked already; DomainError: waived without a reason.
    """
    row = PreparationStep.objects.select_for_update(of=("self",)).select_related("session").get(pk=step.pk)
    if row.owner_id != actor.pk:
        refuse_stranger(actor)
    if row.done_on is not None or row.is_waived:
        raise TransitionError(f"“{row.title}”已办理")
    if waived and not note.strip():
        raise DomainError("请说明为什么不适用", field="note")
    row.done_on, row.is_waived, row.note, row.done_by = (
        (None if waived else today()),
        waived,
        note.strip(),
        actor,
    )
    row.save_version(row.version, ["done_on", "is_waived", "note", "done_by"])
    if row.key == "report" and not waived:
        Session.objects.filter(pk=row.session_id).update(reported_on=today())
    audit.record(AuditAction.STEP, row, actor=actor, changes={"done": [None, not waived]}, note=note)
    return row


@transaction.atomic
def reopen_step(step: PreparationStep, *, actor: User) -> None:
    """Take back a tick.

    Raises:
        NotPermittedError.
    """
    refuse_stranger(actor)
    row = PreparationStep.objects.select_for_update().get(pk=step.pk)
    row.done_on, row.is_waived, row.done_by = None, False, None
    row.save_version(row.version, ["done_on", "is_waived", "done_by"])
    if row.key == "report":
        Session.objects.filter(pk=row.session_id).update(reported_on=None)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"done": [True, None]})


@transaction.atomic
def add_guest(session: Session, kind: GuestKind, name: str, unit: str, *, actor: User) -> Guest:
    """Invite an observer or guest; they never count.

    Raises:
        NotPermittedError; DomainError: no name.
    """
    refuse_stranger(actor)
    if not name.strip():
        raise DomainError("请填写姓名", field="name")
    guest = Guest.objects.create(session=session, kind=kind, name=name.strip(), unit=unit.strip())
    audit.record(AuditAction.CREATE, guest, actor=actor)
    return guest


@transaction.atomic
def seat_presider(session: Session, mandate: Mandate, role: PanelRole, *, actor: User) -> Presider:
    """Put a delegate in office on the presidium.

    Raises:
        NotPermittedError; DomainError: no delegate of this session, or on it already.
    """
    refuse_stranger(actor)
    if not entitled(session).filter(pk=mandate.pk).exists():
        raise DomainError("主席团成员须是本届在任的正式代表", field="mandate")
    row, made = Presider.objects.get_or_create(session=session, mandate=mandate, defaults={"role": role})
    if not made:
        raise DomainError(f"{mandate.member.name}已在主席团", field="mandate")
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"mandate": [None, mandate.pk]})
    return row


@transaction.atomic
def unseat_presider(presider: Presider, *, actor: User) -> None:
    """Take somebody off the presidium.

    Raises:
        NotPermittedError.
    """
    refuse_stranger(actor)
    audit.record(AuditAction.DELETE, presider, actor=actor)
    Presider.objects.filter(pk=presider.pk).delete()
