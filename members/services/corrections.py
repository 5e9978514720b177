"""更正申请: the person says what is wrong, staff decide, the change goes through `update_member`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from members import permissions
from members.choices import CorrectionState
from members.models import CorrectionRequest, Member
from members.services.members import update_member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.reminders.services import remind

# What a person may ask to have corrected. Units, dues and membership go their own ways.
CORRECTABLE = (
    "name", "sex", "born_on", "id_number", "ethnicity", "native_place", "political_status", "education",
    "marital_status", "professional_title", "duty", "started_work_on", "joined_hospital_on",
    "joined_union_on", "phone", "email", "address", "bank_account", "interests",
)  # fmt: skip


@transaction.atomic
def request_correction(
    member: Member, field: str, *, new_value: str, reason: str, actor: User
) -> CorrectionRequest:
    """Write a request of the person himself; one open request per field.

    ``new_value`` is text as typed (dates ISO, choices their label or value).

    Raises:
        NotPermittedError: somebody else's record.
        DomainError: a field that is not corrected this way, no value, or a request is open already.
    """
    if not permissions.is_self(actor, member):
        raise NotPermittedError("只能申请更正本人的信息")
    if field not in CORRECTABLE:
        raise DomainError("这一项不能在线申请更正，请联系工会办公室", field="field")
    if not new_value.strip():
        raise DomainError("请填写正确的内容", field="new_value")
    typed_value(field, new_value.strip())
    try:
        with transaction.atomic():
            request = CorrectionRequest.objects.create(
                member=member, field=field, new_value=new_value.strip(), reason=reason.strip()
            )
    except IntegrityError as error:
        raise DomainError("这一项已有更正申请正在处理", field="field") from error
    audit.record(AuditAction.CREATE, request, actor=actor, changes={"field": [None, field]})
    return request


def typed_value(field: str, text: str) -> Any:
    """Turn the text of a request into the field's type.

    Raises:
        DomainError: no date, or no such choice.
    """
    column = Member._meta.get_field(field)
    if isinstance(column, models.DateField):
        try:
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise DomainError("日期请写成 2026-05-01 的样子", field="new_value") from error
    choices = {str(label): value for value, label in getattr(column, "flatchoices", ())}
    if choices and text not in choices and text not in choices.values():
        raise DomainError(f"请填写：{'、'.join(choices)}", field="new_value")
    return choices.get(text, text)


@transaction.atomic
def decide_correction(
    request: CorrectionRequest, *, approve: bool, answer: str, actor: User
) -> CorrectionRequest:
    """Take over the wished value, or refuse with an answer; the person gets a notice.

    Raises:
        TransitionError: decided already.
        NotPermittedError: no right to edit this member, or it is the actor's own request.
        DomainError: a refusal without an answer, or the value is refused by the record's own rules.
    """
    row = _locked(request)
    if not permissions.can_decide_correction(actor, row):
        raise NotPermittedError("您没有权限处理这项更正申请（本人的申请须由他人处理）")
    if not approve and not answer.strip():
        raise DomainError("不采纳时请说明理由", field="answer")
    if approve:
        member = row.member
        value = {row.field: typed_value(row.field, row.new_value)}
        update_member(member, version=member.version, values=value, actor=actor)
    state = CorrectionState.APPROVED if approve else CorrectionState.REJECTED
    return _close(row, state, actor=actor, answer=answer)


@transaction.atomic
def withdraw_correction(request: CorrectionRequest, *, actor: User) -> CorrectionRequest:
    """The person takes the request back.

    Raises:
        TransitionError: decided already.
        NotPermittedError: somebody else's request.
    """
    row = _locked(request)
    if not permissions.is_self(actor, row.member):
        raise NotPermittedError("只能撤回本人的申请")
    return _close(row, CorrectionState.WITHDRAWN, actor=actor, answer="")


def _locked(request: CorrectionRequest) -> CorrectionRequest:
    rows = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("member__user")
    row = rows.get(pk=request.pk)
    if row.state != CorrectionState.OPEN:
        raise TransitionError(f"这项更正申请{row.get_state_display()}，不能再处理")
    return row


def _close(row: CorrectionRequest, state: CorrectionState, *, actor: User, answer: str) -> CorrectionRequest:
    row.state, row.answer = state, answer.strip()
    row.decided_by, row.decided_at = actor, timezone.now()
    row.version += 1
    row.save(update_fields=["state", "answer", "decided_by", "decided_at", "version"])
    audit.record(
        AuditAction.STEP, row, actor=actor, changes={"state": [CorrectionState.OPEN.value, state.value]}
    )
    if state != CorrectionState.WITHDRAWN:
        remind(
            row.member.user,
            title=f"您的更正申请{state.label}",
            body="答复见“信息更正”。" if row.answer else "",  # free text stays where it is encrypted
            link=reverse("me:corrections"),
            key=f"correction:{row.pk}",
        )
    return row
