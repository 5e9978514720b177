"""Applications to join (入会申请): online by the person, or entered by a clerk from paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members import permissions
from members.choices import JoinState, MembershipStatus
from members.models import JoinApplication, JoinStep, Member
from members.rules import joining
from members.rules.joining import JoinAction
from members.rules.membership import step_between
from members.selectors import own_member
from members.services.members import create_member
from members.services.membership import Grounds, lock_member, refusal_of, write_change
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Right
from union.reminders.services import remind

_OUTSIDE = (
    MembershipStatus.APPLICANT,
    MembershipStatus.TRANSFERRED_OUT,
    MembershipStatus.WITHDRAWN,
    MembershipStatus.LAPSED,
    MembershipStatus.EXPELLED,
)


@transaction.atomic
def apply_online(values: Mapping[str, Any], *, statement: str, resume: str, actor: User) -> JoinApplication:
    """The user himself applies: his record in state 申请中 is made or reused, the application submitted.

    ``values`` are member fields; the 工号 is the login name unless it belongs to somebody else.

    Raises:
        DomainError: a field is wrong, or he has applied already.
        TransitionError: he is a member.
    """
    member = own_member(actor)
    if member is None:
        member = create_member(
            {"staff_no": actor.username, **values}, actor=actor, status=MembershipStatus.APPLICANT
        )
        Member.objects.filter(pk=member.pk).update(user=actor)
        member.user = actor
    application = open_application(member, statement=statement, resume=resume, actor=actor)
    return advance(application, JoinAction.SUBMIT, actor=actor)


@transaction.atomic
def apply_on_behalf(
    values: Mapping[str, Any], *, statement: str, resume: str, actor: User
) -> JoinApplication:
    """A clerk enters a paper application of somebody not in the registry; it is submitted at once.

    Raises:
        NotPermittedError: only the union office registers people.
        DomainError: a field is wrong, or the person is registered already.
    """
    if not permissions.can_create(actor):
        raise NotPermittedError("您没有权限代为登记入会申请")
    member = create_member(values, actor=actor, status=MembershipStatus.APPLICANT)
    application = open_application(member, statement=statement, resume=resume, actor=actor)
    return advance(application, JoinAction.SUBMIT, actor=actor)


@transaction.atomic
def open_application(member: Member, *, statement: str, resume: str, actor: User) -> JoinApplication:
    """Write a draft; somebody who left before becomes 申请中 again (re-entry goes this way).

    Raises:
        NotPermittedError: neither the person himself nor the union office.
        TransitionError: a member already.
        DomainError: an application is open already.
    """
    row = lock_member(member)
    if not permissions.is_self(actor, row) and not permissions.can_edit(actor, row):
        raise NotPermittedError("只能为本人申请，或由工会办公室代为登记")
    if row.membership_status not in _OUTSIDE:
        raise TransitionError(f"会籍为“{row.get_membership_status_display()}”，无需申请入会")
    if row.membership_status != MembershipStatus.APPLICANT:
        step = step_between(row.membership_status, MembershipStatus.APPLICANT)
        write_change(row, step, Grounds(today(), note="重新申请入会"), actor=actor)
    try:
        with transaction.atomic():
            application = JoinApplication.objects.create(
                member=row, statement=statement.strip(), resume=resume.strip(), recorded_by=actor
            )
    except IntegrityError as error:
        raise DomainError("已有一份入会申请正在办理，请等待审批结果") from error
    audit.record(AuditAction.CREATE, application, actor=actor)
    return application


@transaction.atomic
def advance(
    application: JoinApplication, action: JoinAction, *, actor: User, note: str = ""
) -> JoinApplication:
    """Take one step; on approval the membership begins today.

    Raises:
        TransitionError: the application does not stand there (any more).
        NotPermittedError: no right over this applicant, or it is the actor's own application.
        DomainError: a refusal, or an opinion that is passed over, needs a reason.
    """
    row = (
        JoinApplication.objects.select_for_update(of=("self",))
        .select_related("member")
        .get(pk=application.pk)
    )
    step = joining.step_for(row.state, action)
    if not permissions.can_take_join_step(actor, row, step):
        raise NotPermittedError(refusal_of(actor, row.member, f"办理入会申请（{action.label}）"))
    _require_note(step, row.state, note)
    before, row.state = row.state, step.target
    if action == JoinAction.SUBMIT:
        row.submitted_at = timezone.now()
    if action == JoinAction.APPROVE:
        row.decided_on = today()
        _admit(row, actor)
    row.version += 1
    row.save(update_fields=["state", "submitted_at", "decided_on", "version"])
    JoinStep.objects.create(
        application=row, from_state=before, to_state=row.state, note=note.strip(), actor=actor
    )
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})
    _tell_applicant(row, action, note)
    return row


def _require_note(step: joining.Step, state: str, note: str) -> None:
    if note.strip() or not step.needs_note(state):
        return
    if state in step.early:
        missing = "小组" if state == JoinState.SUBMITTED else "支会"
        told = f"{missing}还没有提出意见：{step.action.label}须写明原因（例如小组未设组长）"
        raise DomainError(told, field="note")
    raise DomainError(f"{step.action.label}须说明理由，并告知申请人", field="note")


def _admit(application: JoinApplication, actor: User) -> None:
    member = lock_member(application.member)
    step = step_between(member.membership_status, MembershipStatus.ACTIVE)
    grounds = Grounds(today(), document=f"入会申请 {application.pk} 号", note="委员会批准入会")
    if not member.join_method:
        Member.objects.filter(pk=member.pk).update(join_method="申请入会")
    write_change(member, step, grounds, actor=actor)


def _tell_applicant(application: JoinApplication, action: JoinAction, note: str) -> None:
    told = {
        JoinAction.GROUP_AGREE: "小组已同意您的入会申请",
        JoinAction.BRANCH_AGREE: "支会已同意您的入会申请，等待委员会审批",
        JoinAction.APPROVE: "您的入会申请已批准，欢迎加入工会",
        JoinAction.REJECT: "您的入会申请未获批准",
    }
    if action in told:
        admitted = action == JoinAction.APPROVE
        body = "会员自批准之日起享有权利、交纳会费。" if admitted else "意见见办理记录。" if note else ""
        link = reverse("me:home") if admitted else reverse("members:join_detail", args=[application.pk])
        key = f"join_application:{application.pk}:{action.value}"
        remind(application.member.user, title=told[action], body=body, link=link, key=key)


def approve_many(applications: Iterable[JoinApplication], *, actor: User) -> tuple[int, list[str]]:
    """Approve each application by itself; return how many went through and a sentence per refusal.

    One that was decided meanwhile does not hold up the others.

    Raises:
        NotPermittedError: ``actor`` approves nobody anywhere.
    """
    if not actor.access.can(Right.DECIDE_MEMBERSHIP):
        raise NotPermittedError("您没有权限批准入会")
    approved, refusals = 0, []
    for application in applications:
        try:
            advance(application, JoinAction.APPROVE, actor=actor)
            approved += 1
        except DomainError as error:
            refusals.append(f"{application.member.name}：{error}")
    return approved, refusals
