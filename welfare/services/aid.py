"""The door of an aid application: handed in, reviewed, approved by the amount's band, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.urls import reverse

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.funds.choices import FundSource
from union.organisation.choices import Office, Right
from union.reminders.services.inbox import remind
from welfare.choices.aid import AidKind, AidState, Sameness
from welfare.choices.hardship import HardshipState
from welfare.models import Aid, AidEvent, HardshipFile, HouseholdPerson
from welfare.permissions import hardship as may
from welfare.rules.aid_flow import AID, AidAction, AidStep
from welfare.rules.aid_terms import AidTerms, over_cap, same_key, wrong_source
from welfare.rules.entitlement import Band, band_for
from welfare.selectors.aid import aid_bands_on, same_thing, terms_on
from welfare.services.hardship_files import locked_file, need_consent

_BY_PERSON = frozenset({Sameness.PERSON, Sameness.PERSON_SUBJECT})
_LABELS = dict(FundSource.choices)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; yuan. ``person``: whose illness, schooling, job it is."""

    kind: str
    year: int
    subject: str
    amount: Decimal
    reason: str = ""
    person: HouseholdPerson | None = None


def may_be_helped(file: HardshipFile) -> str:
    """Why no aid can be given to the household now; "" if it can."""
    if file.consent.withdrawn_at is not None:
        return "本户已撤回授权，不能再办理帮扶"
    if file.state == HardshipState.ON_FILE:
        return ""
    if file.state == HardshipState.TEMPORARY and file.temporary_until is not None:
        if file.temporary_until >= today():
            return ""
        return f"临时档案已于 {file.temporary_until} 到期，请先转入正式程序"
    return f"只有在档的困难家庭可以申请帮扶，这份档案目前“{file.get_state_display()}”"


@transaction.atomic
def apply_aid(file_id: int, wanted: Wanted, *, actor: User) -> Aid:
    """Hand in an application; the household's row is locked, so that two for one thing become one.

    Raises:
        NotPermittedError: neither the person himself nor the office.
        DomainError: not on file, nothing asked for, the same thing is applied for or was given already.
    """
    file = locked_file(file_id)
    if not may.can_apply(actor, file):
        raise NotPermittedError("只能由本人或工会办公室申请帮扶")
    problem = may_be_helped(file)
    if problem:
        raise DomainError(problem)
    terms = terms_on(wanted.kind, today())
    key = _key(file, wanted, terms)
    old = same_thing(file, key)
    if old is not None:
        raise DomainError(
            f"这一户已有同一事项的帮扶：{old.get_kind_display()}“{old.subject}”（{old.year} 年，"
            f"{old.get_state_display()}），同一事项不重复帮扶（{terms.document}）",
            field="subject",
        )
    aid = Aid(
        file=file, person=wanted.person, kind=wanted.kind, year=wanted.year, subject=wanted.subject.strip(),
        reason=wanted.reason.strip(), same_key=key, proposed_amount=wanted.amount, applied_on=today(),
        applied_by=actor, branch_id=file.member.branch_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            aid.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("同一事项的帮扶刚刚由他人登记", field="subject") from error
    _note(aid, "apply", actor, wanted.amount)
    audit.record(AuditAction.CREATE, aid, actor=actor, changes={"kind": [None, aid.kind]})
    return aid


def _key(file: HardshipFile, wanted: Wanted, terms: AidTerms) -> str:
    if wanted.amount <= 0:
        raise DomainError("申请金额必须大于 0", field="amount")
    if not wanted.subject.strip():
        raise DomainError("请填写事项，例如“2026年春节”“子女上大学”", field="subject")
    person = wanted.person
    is_here = person is not None and person.file_id == file.pk and person.left_on is None
    if (terms.same in _BY_PERSON or person is not None) and not is_here:
        raise DomainError(f"{AidKind(wanted.kind).label}须写明帮扶家庭中的哪一位", field="person")
    identity = (person.id_number_index or f"person-{person.pk}") if person is not None else ""
    key = same_key(terms, year=wanted.year, subject=wanted.subject, person=identity)
    return str(blind_index(key, "aid.same_key"))


def _note(aid: Aid, action: str, actor: User | None, amount: Decimal | None = None, note: str = "") -> None:
    AidEvent.objects.create(
        aid=aid, action=action, to_state=aid.state, amount=amount, note=note.strip(), actor=actor
    )


def locked_aid(
    aid_id: int, action: AidAction, actor: User, version: int | None = None
) -> tuple[Aid, AidStep]:
    """Lock the household's file, then the application, and find the arrow.

    Raises:
        TransitionError: the application does not stand there (any more).
        NotPermittedError: ``actor`` may not take this step.
        StaleError: somebody changed it since ``version``.
    """
    file = locked_file(Aid.objects.values_list("file_id", flat=True).get(pk=aid_id))
    aid = Aid.objects.select_for_update(of=("self",)).get(pk=aid_id)
    aid.file = file
    step = AID.step_for(aid.state, action)
    if not may.can_take_aid(actor, aid, step):
        raise NotPermittedError(_refusal(actor, aid, action))
    if version is not None and aid.version != version:
        raise StaleError("这项申请已被他人办理，请核对后再提交；您填写的内容没有丢失。")
    return aid, step


def _refusal(actor: User, aid: Aid, action: AidAction) -> str:
    if may.concerns(actor, aid.file):
        return f"本人或家庭成员的帮扶须由他人{action.label}"
    if action == AidAction.GIVE_UP and not aid.returns.exists():
        return "只有银行退回的帮扶款可以终止发放"
    if action == AidAction.APPROVE and actor.pk in (aid.applied_by_id, aid.reviewed_by_id):
        return "不能审批自己登记或审核的申请，请由其他负责人审批"
    return f"您没有权限{action.label}这项申请"


def move_aid(
    aid: Aid, state: AidState, action: str, *, actor: User, fields: tuple[str, ...] = (),
    amount: Decimal | None = None, note: str = "",
) -> Aid:  # fmt: skip
    """Write the new state with ``fields``, the history row and the audit event."""
    before, aid.state = aid.state, state
    aid.version += 1
    aid.save(update_fields=["state", "version", *fields])
    _note(aid, action, actor, amount, note)
    audit.record(AuditAction.STEP, aid, actor=actor, changes={"state": [before, state.value]})
    return aid


@transaction.atomic
def review_aid(
    aid_id: int,
    *,
    amount: Decimal,
    source: str,
    actor: User,
    note: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> Aid:
    """Say how much and from which money; above the cap only with a reason, for the committee.

    Raises:
        DomainError: above the cap without a reason, a fund source that may not pay for aid; see `locked_aid`.
    """
    aid, step = locked_aid(aid_id, AidAction.REVIEW, actor, version)
    _may_go_on(aid)
    terms = terms_on(aid.kind, today())
    _check_amount(amount)
    wrong = wrong_source(terms, source, _LABELS)
    if wrong:
        raise DomainError(wrong, field="source")
    above = over_cap(terms, amount)
    if above and not override_reason.strip():
        raise DomainError(f"{above}确有必要的，请填写超标理由，报集体研究。", field="override_reason")
    aid.reviewed_amount, aid.fund_source, aid.reviewed_by = amount, source, actor
    aid.reviewed_on, aid.review_note = today(), note.strip()
    aid.is_override, aid.override_reason = bool(above), override_reason.strip() if above else ""
    return move_aid(
        aid, step.target, step.action.value, actor=actor, amount=amount, note=note,
        fields=(
            "reviewed_amount", "fund_source", "reviewed_by", "reviewed_on", "review_note", "is_override",
            "override_reason",
        ),
    )  # fmt: skip


def _may_go_on(aid: Aid) -> None:
    need_consent(aid.file)
    problem = may_be_helped(aid.file)
    if problem:
        raise DomainError(problem)


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise DomainError("金额必须大于 0", field="amount")


@transaction.atomic
def approve_aid(
    aid_id: int,
    *,
    actor: User,
    amount: Decimal | None = None,
    note: str = "",
    document: str = "",
    version: int | None = None,
) -> Aid:
    """Approve ``amount`` (default: as reviewed; never more): the amount decides whose office is needed.

    Raises:
        NotPermittedError: the band needs another office, no right to let the cap pass; see `locked_aid`.
        DomainError: more than was reviewed, above the cap, a resolution must be named.
    """
    aid, step = locked_aid(aid_id, AidAction.APPROVE, actor, version)
    _may_go_on(aid)
    reviewed = aid.reviewed_amount or Decimal(0)
    given = reviewed if amount is None else amount
    _check_amount(given)
    if given > reviewed:
        raise DomainError(f"批准金额不能超过审核金额 {reviewed:,.2f} 元，请退回审核", field="amount")
    above = over_cap(terms_on(aid.kind, today()), given)
    _may_decide(aid, actor, given, above, document)
    aid.approved_amount, aid.decided_by, aid.decided_on = given, actor, today()
    aid.decision_note, aid.decision_document, aid.is_override = note.strip(), document.strip(), bool(above)
    move_aid(
        aid, step.target, step.action.value, actor=actor, amount=given, note=note,
        fields=(
            "approved_amount", "decided_by", "decided_on", "decision_note", "decision_document",
            "is_override",
        ),
    )  # fmt: skip
    _tell(aid, "已批准")
    return aid


def _may_decide(aid: Aid, actor: User, amount: Decimal, above: str, document: str) -> None:
    band: Band | None = band_for(amount, aid_bands_on(today()))
    if band is not None and not actor.access.offices & {Office(each) for each in band.offices}:
        raise NotPermittedError(f"{amount:,.2f} 元{band.words}")
    if above and not aid.is_override:
        raise DomainError(f"{above}请退回审核后重新报批。", field="amount")
    if above and not may.reaches(actor, Right.OVERRIDE_WELFARE, aid.file):
        raise NotPermittedError(f"您没有超标放行的权限。{above}")
    if (above or (band is not None and band.document)) and not document.strip():
        why = above or (band.words if band else "")
        raise DomainError(f"{why}，请填写集体研究的会议记录或纪要编号", field="document")


@transaction.atomic
def return_aid(aid_id: int, *, actor: User, note: str, version: int | None = None) -> Aid:
    """Send it back to the reviewer with a reason.

    Raises:
        DomainError: no reason; see `locked_aid`.
    """
    aid, step = locked_aid(aid_id, AidAction.RETURN, actor, version)
    _need_reason(note, step)
    aid.reviewed_by, aid.reviewed_amount = None, None
    return move_aid(
        aid, step.target, step.action.value, actor=actor, note=note,
        fields=("reviewed_by", "reviewed_amount"),
    )  # fmt: skip


@transaction.atomic
def reject_aid(aid_id: int, *, actor: User, note: str, version: int | None = None) -> Aid:
    """Refuse it with a reason; a refusal ends it ([G2]). The person is told.

    Raises:
        DomainError: no reason; see `locked_aid`.
    """
    aid, step = locked_aid(aid_id, AidAction.REJECT, actor, version)
    _need_reason(note, step)
    move_aid(aid, step.target, step.action.value, actor=actor, note=note)
    _tell(aid, "未通过")
    return aid


@transaction.atomic
def withdraw_aid(aid_id: int, *, actor: User, note: str = "", version: int | None = None) -> Aid:
    """Take an application back before it is reviewed; see `locked_aid`."""
    aid, step = locked_aid(aid_id, AidAction.WITHDRAW, actor, version)
    return move_aid(aid, step.target, step.action.value, actor=actor, note=note)


@transaction.atomic
def give_up_aid(aid_id: int, *, actor: User, note: str, version: int | None = None) -> Aid:
    """Pay no more what the bank returned, with the reason; the person is told. The money is back already.

    Raises:
        NotPermittedError: it did not come back, no right, own application or review.
        DomainError: no reason; see `locked_aid`.
    """
    aid, step = locked_aid(aid_id, AidAction.GIVE_UP, actor, version)
    _need_reason(note, step)
    move_aid(aid, step.target, step.action.value, actor=actor, note=note)
    _tell(aid, "退回的款项终止发放")
    return aid


def _need_reason(note: str, step: AidStep) -> None:
    if step.note_required and not note.strip():
        raise DomainError(f"{step.action.label}须说明理由", field="note")


def _tell(aid: Aid, words: str) -> None:
    remind(
        aid.file.member.user, title=f"您申请的帮扶：{words}", key=f"aid:{aid.pk}:{aid.version}",
        link=reverse("welfare:aid_detail", args=[aid.pk]),
    )  # fmt: skip
