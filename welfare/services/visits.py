"""The door of a visit's state: checked, approved, planned, carried out, signed for, or given up."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.organisation.choices import Office, Right
from welfare.choices.visits import Origin, SignKind, VisitState
from welfare.models import Visit, VisitEvent, VisitService, VisitStandard
from welfare.permissions import visits as may
from welfare.rules import entitlement
from welfare.rules.entitlement import Finding
from welfare.rules.visit_flow import FLOW, Step, VisitAction
from welfare.selectors.standards import bands_on, case_of, past_of, terms_of
from welfare.services.visit_reports import PROOF, illness_key, tell_reporters

PHOTO, SIGNATURE, SIGN_SHEET = "走访照片", "签名", "签收单"
_PNG = "data:image/png;base64,"
_MAX_DRAWN = 400_000  # characters of a drawn signature


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the office proposes for a visit; amounts in yuan."""

    standard: VisitStandard | None
    cash: Decimal = Decimal(0)
    gift: str = ""
    gift_value: Decimal = Decimal(0)
    pay_form: str = ""
    fund_source: str = ""
    illness: str = ""
    relation: str = ""
    spouse: Member | None = None
    note: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Visited:
    """What is told about a visit that took place."""

    on: dt.date
    place: str
    visitors: str
    words: str = ""
    gift: str = ""
    services: Iterable[str] = ()
    photos: Iterable[File[Any]] = ()


def findings_of(visit: Visit) -> list[Finding]:
    """What stands in the way of a visit as it is now; three queries."""
    terms = terms_of(visit.standard)
    return entitlement.assess(case_of(visit), terms, past_of(visit, visit.standard))


def locked(visit_id: int, action: VisitAction, actor: User, version: int | None = None) -> tuple[Visit, Step]:
    """Lock the visit (and its person) and find the arrow; the caller's transaction holds the locks.

    The person is locked first and always, so that two visits of one person are judged one after the other.

    Raises:
        TransitionError: the visit does not stand there (any more).
        NotPermittedError: ``actor`` may not take this step.
        StaleError: somebody changed it since ``version``.
    """
    member_id = Visit.objects.values_list("member_id", flat=True).get(pk=visit_id)
    if member_id:
        Member.objects.select_for_update(of=("self",)).get(pk=member_id)
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("occasion", "standard__occasion", "member", "spouse")
        .get(pk=visit_id)
    )
    step = FLOW.step_for(visit.state, action)
    if not may.can_take(actor, visit, step):
        raise NotPermittedError(_refusal(actor, visit, action))
    if version is not None and visit.version != version:
        raise StaleError("这项慰问已被他人办理，请核对后再提交；您填写的内容没有丢失。")
    return visit, step


def _refusal(actor: User, visit: Visit, action: VisitAction) -> str:
    if may.concerns(actor, visit):
        return f"涉及本人或配偶的慰问须由他人{action.label}"
    if action == VisitAction.APPROVE and (visit.checked_by_id == actor.pk or may.reported(actor, visit)):
        return "不能审批自己上报或报批的慰问，请由其他负责人审批"
    return f"您没有权限{action.label}这项慰问"


def move(visit: Visit, step: Step, *, actor: User, note: str = "", fields: Iterable[str] = ()) -> Visit:
    """Write the new state with ``fields``, the history row and the audit event."""
    before, visit.state = visit.state, step.target
    visit.version += 1
    visit.save(update_fields=["state", "version", *fields])
    VisitEvent.objects.create(
        visit=visit, action=step.action.value, from_state=before, to_state=visit.state, note=note[:300],
        actor=actor,
    )  # fmt: skip
    audit.record(
        AuditAction.STEP, visit, actor=actor,
        changes={"state": [before, visit.state], "amount": [visit.amount, visit.amount]},
    )  # fmt: skip
    return visit


@transaction.atomic
def check_visit(visit_id: int, proposal: Proposal, *, actor: User, version: int | None = None) -> Visit:
    """Say what is proposed and send it for approval, if the standard lets it.

    Raises:
        DomainError: the standard refuses (each reason with its rule) and no ``override_reason`` is given, or
            something nobody can let pass; see also `locked`.
    """
    visit, step = locked(visit_id, VisitAction.CHECK, actor, version)
    _apply(visit, proposal)
    found = findings_of(visit)
    stop = entitlement.absolute(found)
    blocks = entitlement.blocking(found)
    if stop or (blocks and not proposal.override_reason.strip()):
        raise DomainError(_sentences(stop or blocks, can_ask=not stop))
    visit.checked_by, visit.check_note = actor, proposal.note.strip()
    visit.override_reason = proposal.override_reason.strip() if blocks else ""
    visit.overrides = [each.guard.value for each in blocks]
    fields = (
        "standard", "cash_amount", "gift", "gift_value", "amount", "pay_form", "fund_source", "illness",
        "illness_index", "relation", "spouse", "checked_by", "check_note", "override_reason", "overrides",
    )  # fmt: skip
    return move(visit, step, actor=actor, note=proposal.note, fields=fields)


def _apply(visit: Visit, proposal: Proposal) -> None:
    visit.standard = proposal.standard
    visit.cash_amount, visit.gift_value = proposal.cash, proposal.gift_value
    visit.amount = proposal.cash + proposal.gift_value
    visit.gift, visit.pay_form = proposal.gift.strip(), proposal.pay_form
    visit.fund_source, visit.spouse = proposal.fund_source, proposal.spouse or visit.spouse
    visit.illness, visit.illness_index = proposal.illness.strip(), illness_key(proposal.illness)
    visit.relation = proposal.relation or visit.relation
    if visit.amount < 0 or visit.cash_amount < 0 or visit.gift_value < 0:
        raise DomainError("金额不能是负数", field="cash")
    if visit.gift_value and not visit.gift:
        raise DomainError("填写了慰问品价值，请写明慰问品", field="gift")


def _sentences(found: Iterable[Finding], *, can_ask: bool) -> str:
    text = "".join(each.text for each in found)
    return f"{text}如确有必要，请填写超标理由，报集体研究。" if can_ask else text


@transaction.atomic
def approve_visit(
    visit_id: int, *, actor: User, note: str = "", document: str = "", version: int | None = None
) -> Visit:
    """Approve: everything is judged again under lock; the amount decides whose office is needed.

    Raises:
        DomainError: the standard refuses now (and it was not asked for), or a resolution must be named.
        NotPermittedError: the band of the amount needs another office, or no right to override; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.APPROVE, actor, version)
    blocks = _judged_again(visit, actor)
    band = entitlement.band_for(visit.amount, bands_on(today()))
    if band is not None and not actor.access.offices & {Office(each) for each in band.offices}:
        raise NotPermittedError(f"{visit.amount:,.2f} 元{band.words}")
    if (blocks or (band is not None and band.document)) and not document.strip():
        why = "超出标准" if blocks else str(band.words if band else "")
        raise DomainError(f"{why}，请填写集体研究的会议记录或纪要编号", field="document")
    visit.overrides = [each.guard.value for each in blocks]
    visit.decided_by, visit.decided_at = actor, timezone.now()
    visit.decision_note, visit.decision_document = note.strip(), document.strip()
    move(
        visit, step, actor=actor, note=note,
        fields=("overrides", "decided_by", "decided_at", "decision_note", "decision_document"),
    )  # fmt: skip
    tell_reporters(visit, "已批准")
    return visit


def _judged_again(visit: Visit, actor: User) -> list[Finding]:
    """What blocks now. New reasons since the check, or no right to let them pass, refuse."""
    found = findings_of(visit)
    blocks, stop = entitlement.blocking(found), entitlement.absolute(found)
    fresh = [each for each in blocks if each.guard.value not in visit.overrides]
    if stop or fresh:
        raise DomainError(f"{_sentences(stop or fresh, can_ask=False)}请退回核查后重新报批。")
    if blocks and not may.can_override(actor, visit):
        raise NotPermittedError(f"您没有超标放行的权限。{_sentences(blocks, can_ask=False)}")
    return blocks


@transaction.atomic
def return_visit(visit_id: int, *, actor: User, note: str, version: int | None = None) -> Visit:
    """Send it back to the office with a reason.

    Raises:
        DomainError: no reason; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.RETURN, actor, version)
    return move(visit, step, actor=actor, note=_reason(note, step))


@transaction.atomic
def reject_visit(visit_id: int, *, actor: User, note: str, version: int | None = None) -> Visit:
    """No visit: not entitled. The reporters are told.

    Raises:
        DomainError: no reason; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.REJECT, actor, version)
    visit.check_note = _reason(note, step)
    move(visit, step, actor=actor, note=note, fields=("check_note",))
    tell_reporters(visit, "不予慰问")
    return visit


@transaction.atomic
def withdraw_visit(visit_id: int, *, actor: User, note: str = "", version: int | None = None) -> Visit:
    """Take back a report that was a mistake."""
    visit, step = locked(visit_id, VisitAction.WITHDRAW, actor, version)
    return move(visit, step, actor=actor, note=note)


@transaction.atomic
def miss_visit(visit_id: int, *, actor: User, note: str, version: int | None = None) -> Visit:
    """Write down that nobody went, and why; it stays in the coverage as missed.

    Raises:
        DomainError: no reason; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.MISS, actor, version)
    visit.missed_reason = _reason(note, step)
    return move(visit, step, actor=actor, note=note, fields=("missed_reason",))


def _reason(note: str, step: Step) -> str:
    if step.note_required and not note.strip():
        raise DomainError(f"{step.action.label}须说明理由", field="note")
    return note.strip()


@transaction.atomic
def plan_visit(
    visit_id: int, *, on: dt.date, visitors: str, actor: User, version: int | None = None
) -> Visit:
    """Fix the day and who goes.

    Raises:
        DomainError: a day before the event, or nobody named; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.PLAN, actor, version)
    if on < visit.happened_on and visit.origin == Origin.REPORTED:
        raise DomainError(f"计划日期早于事由发生日期（{visit.happened_on}）", field="on")
    if not visitors.strip():
        raise DomainError("请填写由谁走访", field="visitors")
    visit.planned_on, visit.visitors = on, visitors.strip()
    return move(visit, step, actor=actor, fields=("planned_on", "visitors"))


@transaction.atomic
def record_visit(visit_id: int, told: Visited, *, actor: User, version: int | None = None) -> Visit:
    """Write down a visit that took place, with photos and services (花圈、欢送、治丧).

    Raises:
        DomainError: a day in the future or before the event, nobody named, a bad file; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.VISIT, actor, version)
    if told.on > today():
        raise DomainError("慰问日期不能在将来", field="on")
    if told.on < visit.happened_on and visit.origin == Origin.REPORTED:
        raise DomainError(f"慰问日期早于事由发生日期（{visit.happened_on}）", field="on")
    if not told.visitors.strip():
        raise DomainError("请填写慰问人", field="visitors")
    visit.visited_on, visit.place = told.on, told.place.strip()
    visit.visitors, visit.words = told.visitors.strip(), told.words.strip()
    visit.gift = told.gift.strip() or visit.gift
    move(
        visit, step, actor=actor, fields=("visited_on", "place", "visitors", "words", "gift")
    )  # fmt: skip
    for kind in dict.fromkeys(told.services):
        add_service(visit, kind, on=told.on, actor=actor)
    for photo in told.photos:
        save_attachment(photo, owner=visit, actor=actor, kind=PHOTO)
    return visit


def add_service(visit: Visit, kind: str, *, on: dt.date, actor: User | None, note: str = "") -> VisitService:
    """Record help beside money; the same help on the same day once."""
    row, _new = VisitService.objects.get_or_create(
        visit=visit, kind=kind, on=on, defaults={"actor": actor, "note": note}
    )
    return row


@transaction.atomic
def sign_visit(
    visit_id: int,
    *,
    actor: User,
    signer: str,
    drawn: str = "",
    scan: File[Any] | None = None,
    on: dt.date | None = None,
    version: int | None = None,
) -> Visit:
    """Keep the signature: drawn on the screen (PNG data URL) or the scanned receipt.

    Raises:
        DomainError: neither or both, no name, no picture, a day out of order; see `locked`.
    """
    visit, step = locked(visit_id, VisitAction.SIGN, actor, version)
    day = on or today()
    if visit.visited_on is not None and not visit.visited_on <= day <= today():
        raise DomainError(f"签收日期应在慰问日期（{visit.visited_on}）与今天之间", field="on")
    if not signer.strip():
        raise DomainError("请填写签收人姓名（实名签收）", field="signer")
    if bool(drawn) == (scan is not None):
        raise DomainError("请在屏幕上签名，或上传已签字的纸质签收单，二者取一", field="drawn")
    file = scan if scan is not None else _drawing(drawn)
    kind = SIGN_SHEET if scan is not None else SIGNATURE
    visit.signature = save_attachment(file, owner=visit, actor=actor, kind=kind)
    visit.sign_kind = SignKind.PAPER if scan is not None else SignKind.SCREEN
    visit.signer, visit.signed_on = signer.strip(), day
    return move(visit, step, actor=actor, fields=("signature", "sign_kind", "signer", "signed_on"))


def _drawing(drawn: str) -> File[Any]:
    if not drawn.startswith(_PNG) or len(drawn) > _MAX_DRAWN:
        raise DomainError("没有收到签名，请重新签名", field="drawn")
    try:
        content = base64.b64decode(drawn[len(_PNG) :], validate=True)
    except binascii.Error as error:
        raise DomainError("签名没有传完整，请重新签名", field="drawn") from error
    return ContentFile(content, name="签名.png")


@transaction.atomic
def add_files(visit_id: int, files: Iterable[File[Any]], *, kind: str, actor: User) -> int:
    """Add proofs or photos to a visit of one's own work; return how many.

    Raises:
        NotPermittedError: neither handles the visit nor has reported it (proofs only).
        DomainError: a bad file, or another kind.
    """
    visit = Visit.objects.select_related("member", "spouse").get(pk=visit_id)
    handles = may.reaches(actor, Right.HANDLE_VISITS, visit)
    if kind not in (PROOF, PHOTO) or not (handles or (kind == PROOF and may.reported(actor, visit))):
        raise NotPermittedError("只有经办人可以补充材料；上报人可以补充自己的证明材料")
    return len([save_attachment(file, owner=visit, actor=actor, kind=kind) for file in files])


OPEN_STATES = (VisitState.REPORTED, VisitState.CHECKED, VisitState.APPROVED, VisitState.PLANNED)
