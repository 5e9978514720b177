"""A motion before it is handed in: text, seconders; and what staff add beside the flow (window, awards)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.choices.motions import MotionState, Party, SecondState
from congress.models import (
    Mandate,
    Motion,
    MotionAward,
    MotionContact,
    MotionUnit,
    MotionWindow,
    Seconder,
    Session,
)
from congress.permissions.motions import has_mandate, may_edit, member_id_of, standing_of
from congress.rules import motions as rules
from congress.services import motions_revisions as revisions
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from union.organisation.models import Department
from union.reminders.services import remind_many

TEXT_FIELDS = (
    "title", "situation", "proposal", "category", "proposed_department", "is_confidential", "by_delegation",
)  # fmt: skip


@transaction.atomic
def create_motion(session: Session, values: Mapping[str, Any], *, actor: User) -> Motion:
    """Begin a draft for ``session``; ``values`` as TEXT_FIELDS.

    Raises:
        NotPermittedError: no mandate of this term today (列席、特邀和已离任的代表不能提案).
        DomainError: a delegation's motion by somebody who does not lead one.
    """
    member_id = member_id_of(actor)
    if member_id is None or not has_mandate(member_id, session.term_id):
        raise NotPermittedError("只有本届在任的正式代表可以提出提案；其他职工可以通过代表或意见渠道反映")
    mandate = Mandate.objects.in_office(today()).get(term_id=session.term_id, member_id=member_id)
    _check_delegation(values, mandate)
    motion = Motion.objects.create(
        session=session, mover_id=member_id, delegation_id=mandate.delegation_id, **_texts(values)
    )
    audit.record(AuditAction.CREATE, motion, actor=actor)
    return motion


@transaction.atomic
def draft_for(session: Session, mandate: Mandate, values: Mapping[str, Any], *, actor: User) -> Motion:
    """Lay a draft on a delegate's desk (an opinion from staff); he alone decides whether to hand it in.

    Raises:
        NotPermittedError: no right to file motions. DomainError: no delegate of the session's term in office.
    """
    if not actor.access.can(Right.FILE_MOTIONS):
        raise NotPermittedError("转为提案由工会办公室办理")
    if not has_mandate(mandate.member_id, session.term_id):
        raise DomainError("只有本届在任的正式代表可以提出提案", field="mandate")
    motion = Motion.objects.create(
        session=session, mover_id=mandate.member_id, delegation_id=mandate.delegation_id, **_texts(values)
    )
    audit.record(AuditAction.CREATE, motion, actor=actor, note="由职工意见转来，代表尚未提交")
    remind_many(
        User.objects.filter(member=mandate.member_id),
        title=f"工会办公室为您拟了提案草稿“{motion.title[:40]}”",
        body="来自职工意见；请修改、寻求附议后提交，不愿提出的可以撤回",
        link=reverse("motions:motion_detail", args=[motion.pk]),
        key=f"motion:{motion.pk}:draft",
    )
    return motion


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in TEXT_FIELDS if name in values}


def _check_delegation(values: Mapping[str, Any], mandate: Mandate) -> None:
    leads = mandate.delegation_id is not None and mandate.role in ("head", "deputy")
    if values.get("by_delegation") and not leads:
        raise DomainError("代表团集体提案由团长或副团长提出，请取消勾选或请团长提出", field="by_delegation")


@transaction.atomic
def update_motion(motion: Motion, values: Mapping[str, Any], *, version: int, actor: User) -> Motion:
    """Change the text of a draft or of a returned motion.

    Raises:
        NotPermittedError: not the mover, or handed in already.
        StaleError: saved elsewhere meanwhile; nothing was written.
    """
    row = Motion.objects.select_for_update(of=("self",)).select_related("session").get(pk=motion.pk)
    if not may_edit(actor, row):
        raise NotPermittedError("提案提交后不能再改；需要修改时请联系提案工作委员会退回")
    mandate = Mandate.objects.in_office(today()).filter(term=row.session.term_id, member=row.mover_id).first()
    if mandate is not None:
        _check_delegation(values, mandate)
    if row.submitted_at:
        revisions.keep(row, values, reason="提案人按退回意见修改", party=Party.MOVER, actor=actor)
    revisions.write(row, _texts(values), version=version, actor=actor)
    return row


@transaction.atomic
def invite(motion: Motion, member_ids: Iterable[int], *, actor: User) -> int:
    """Ask delegates by name to second; return how many are new; of a draft they are told on SEEK.

    Raises:
        NotPermittedError: not the mover. DomainError: the mover himself, or no delegate in office.
    """
    row = Motion.objects.select_for_update(of=("self",)).select_related("session").get(pk=motion.pk)
    if row.mover_id != member_id_of(actor) or row.state not in (MotionState.DRAFT, MotionState.SECONDING):
        raise NotPermittedError("只有提案人可以在提交前邀请附议")
    known = set(row.seconders.values_list("member_id", flat=True))
    fresh = [pk for pk in dict.fromkeys(member_ids) if pk not in known]
    people = {member.pk: member for member in Member.objects.filter(pk__in=fresh)}
    for pk in fresh:
        rules.check_second(is_mover=pk == row.mover_id, has_mandate=has_mandate(pk, row.session.term_id))
    Seconder.objects.bulk_create(
        [Seconder(motion=row, member=people[pk], name=people[pk].name) for pk in fresh]
    )
    if row.state == MotionState.SECONDING:
        tell_invited(row)
    if fresh:
        audit.record(AuditAction.UPDATE, row, actor=actor, note=f"邀请 {len(fresh)} 名代表附议")
    return len(fresh)


def tell_invited(motion: Motion) -> None:
    """Tell those who were invited and have not answered; everybody once."""
    waiting = motion.seconders.filter(state=SecondState.INVITED)
    remind_many(
        User.objects.filter(member__in=waiting.values("member")),
        title=f"邀请您附议提案“{motion.title[:40]}”",
        body="请阅读提案后答复是否附议",
        link=reverse("motions:motion_detail", args=[motion.pk]),
        key=f"motion:{motion.pk}:invite",
    )


@transaction.atomic
def answer_second(motion: Motion, wanted: SecondState, *, actor: User) -> Seconder:
    """Second, refuse, or take the seconding back; invited or found on the public list.

    Raises:
        DomainError: the mover, no mandate today, answered the same before; nobody is asked yet, or handed in.
    """
    row = Motion.objects.select_for_update(of=("self",)).select_related("session").get(pk=motion.pk)
    member_id = member_id_of(actor)
    rules.check_second(
        is_mover=member_id == row.mover_id, has_mandate=has_mandate(member_id, row.session.term_id)
    )
    if row.state == MotionState.DRAFT:
        raise DomainError("提案人还没有征集附议，开始征集后才能答复")
    if not rules.seconding_open(row.state):
        raise DomainError(f"提案目前是“{row.get_state_display()}”，附议已经截止")
    member = Member.objects.get(user_id=actor.pk)
    answer, _ = Seconder.objects.get_or_create(
        motion=row, member=member, defaults={"name": member.name, "is_invited": False}
    )
    before = answer.state
    answer.state = rules.second_after(answer.state, wanted)
    answer.answered_at = timezone.now()
    answer.save(update_fields=["state", "answered_at"])
    _tell_mover(row, answer)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"seconder": [before, answer.state]})
    return answer


def _tell_mover(motion: Motion, answer: Seconder) -> None:
    enough = motion.seconders.filter(state=SecondState.ACCEPTED).count()
    remind_many(
        User.objects.filter(member=motion.mover_id),
        title=f"{answer.name} {SecondState(answer.state).label}：“{motion.title[:40]}”",
        body=f"现有 {enough} 名代表附议",
        link=reverse("motions:motion_detail", args=[motion.pk]),
        key=f"motion:{motion.pk}:second:{answer.pk}:{answer.state}",
    )


@transaction.atomic
def record_contact(motion: Motion, *, on: dt.date, method: str, content: str, actor: User) -> MotionContact:
    """Write down how the department spoke with the mover.

    Raises:
        NotPermittedError: neither a department of the case nor the office. DomainError: in the future.
    """
    row = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    units = [*(standing := standing_of(actor, row)).leads, *standing.assists]
    if standing.is_author or (not units and not actor.access.can(Right.FILE_MOTIONS)):
        raise NotPermittedError("沟通记录由承办部门或工会办公室登记")
    if on > today():
        raise DomainError("沟通日期不能晚于今天", field="on")
    contact = MotionContact.objects.create(
        motion=row, department=units[0].department if units else None, on=on, method=method,
        content=content.strip(), recorded_by=actor,
    )  # fmt: skip
    if not row.has_contact:
        Motion.objects.filter(pk=row.pk).update(has_contact=True)
    audit.record(AuditAction.CREATE, contact, actor=actor)
    return contact


@transaction.atomic
def write_plan(unit: MotionUnit, plan: str, *, actor: User) -> MotionUnit:
    """Keep the department's plan (办理计划).

    Raises:
        NotPermittedError: not one's own department.
    """
    row = MotionUnit.objects.select_for_update(of=("self",)).select_related("motion").get(pk=unit.pk)
    standing = standing_of(actor, row.motion)
    if row.pk not in {u.pk for u in (*standing.leads, *standing.assists)}:
        raise NotPermittedError("办理计划由承办部门自己填写")
    row.plan = plan.strip()
    row.save(update_fields=["plan"])
    audit.record(AuditAction.UPDATE, row.motion, actor=actor, note="填写办理计划")
    return row


@transaction.atomic
def set_window(session: Session, values: Mapping[str, Any], *, actor: User) -> MotionWindow:
    """Set when motions for ``session`` are taken in.

    Raises:
        NotPermittedError: no right to organise motions. DomainError: closes before it opens.
    """
    if not actor.access.can(Right.FILE_MOTIONS):
        raise NotPermittedError("征集时间由工会办公室设定")
    if values["closes_at"] <= values["opens_at"]:
        raise DomainError("截止时间应晚于开始时间", field="closes_at")
    window, _ = MotionWindow.objects.update_or_create(session=session, defaults=dict(values))
    audit.record(AuditAction.UPDATE, window, actor=actor)
    return window


@transaction.atomic
def give_award(motion: Motion, title: str, note: str, *, actor: User) -> Motion:
    """Name a motion 优秀提案 (by vote or choice: ``note`` says which); "" takes it back.

    Raises:
        NotPermittedError: no right, or one's own. DomainError: it was not filed, or no ground is named.
    """
    row = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if not actor.access.can(Right.FILE_MOTIONS) or standing_of(actor, row).is_author:
        raise NotPermittedError("提案表彰由工会办公室登记，不能登记自己的提案")
    if row.filing != "filed":
        raise DomainError("只有立案的提案可以评为优秀提案")
    if title and not note.strip():
        raise DomainError("请写明评选依据（投票结果或会议决定）", field="note")
    before, row.award, row.award_note = row.award, title, note.strip() if title else ""
    row.version += 1
    row.save(update_fields=["award", "award_note", "version"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"award": [before, title]})
    return row


@transaction.atomic
def award_department(session: Session, department: Department, note: str, *, actor: User) -> MotionAward:
    """Name a department 先进承办部门 of a session.

    Raises:
        NotPermittedError: no right. DomainError: no ground, or it handled nothing.
    """
    if not actor.access.can(Right.FILE_MOTIONS):
        raise NotPermittedError("承办表彰由工会办公室登记")
    if not note.strip():
        raise DomainError("请写明评选依据（投票结果或会议决定）", field="note")
    handled = MotionUnit.objects.filter(motion__session=session, department=department, in_force=True)
    if not handled.exists():
        raise DomainError("该部门没有承办过本次会议的提案", field="department")
    award, _ = MotionAward.objects.update_or_create(
        session=session, department=department, title="先进承办部门",
        defaults={"note": note.strip(), "given_on": today()},
    )  # fmt: skip
    audit.record(AuditAction.CREATE, award, actor=actor)
    return award
