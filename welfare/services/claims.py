"""Claims under mutual protection (理赔); the one door for their state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from members.models import Member
from union.accounts.models import User
from union.common.attachments import save_attachment
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from union.reminders.services import remind
from welfare.choices.mutual import ClaimAction, ClaimPaper, ClaimState, PeriodState
from welfare.models import Claim, Enrolment
from welfare.models.claims import CLOSED
from welfare.permissions import care as may
from welfare.rules import mutual as rules
from welfare.rules.care_flow import CareStep
from welfare.selectors.care import steps_for
from welfare.services.care_flow import advance, begin, created

A = ClaimAction


@transaction.atomic
def enter_claim(
    enrolment: Enrolment, *, happened_on: dt.date, diagnosis: str, claimed: Decimal | None, actor: User,
    papers: tuple[str, ...] = (),
) -> Claim:  # fmt: skip
    """Write down a claim; the last day to send it follows from the plan.

    Raises:
        NotPermittedError: no right, or one's own.
        DomainError: not covered on that day, the same event is here already, a negative amount.
    """
    period = enrolment.period
    if may.is_own(actor, enrolment.member) or not may.reaches(actor, Right.MANAGE_WELFARE, enrolment.member):
        raise NotPermittedError("理赔由工会专干登记；本人的理赔须由他人登记")
    ends_on = min(period.ends_on, enrolment.left_on or period.ends_on)
    problem = rules.claim_problem(
        happened_on=happened_on, starts_on=period.starts_on, ends_on=ends_on, today=today()
    )
    if period.state != PeriodState.IN_FORCE:
        problem = "这份保障还没有生效"
    if problem:
        raise DomainError(problem, field="happened_on")
    _check_amounts(claimed=claimed)
    claim = Claim(
        enrolment=enrolment, happened_on=happened_on, diagnosis=diagnosis.strip(), claimed=claimed,
        papers=list(papers), due_on=happened_on + dt.timedelta(days=period.plan.claim_days),
        entered_on=today(), created_by=actor,
    )  # fmt: skip
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise DomainError("同一份保障、同一出险日期的理赔已经登记", field="happened_on") from error
    created(claim, actor=actor)
    return claim


def _check_amounts(
    claimed: Decimal | None, approved: Decimal | None = None, adjusted: Decimal | None = None,
    paid: Decimal | None = None, field: str = "claimed",
) -> None:  # fmt: skip
    problem = rules.amount_problem(claimed=claimed, approved=approved, adjusted=adjusted, paid=paid)
    if problem:
        raise DomainError(problem, field=field)


def person_of(claim: Claim) -> Member:
    """Whose claim it is."""
    return claim.enrolment.member


def steps_of(claim: Claim, user: User) -> list[CareStep]:
    """Steps the user may take now."""
    return steps_for(claim, rules.CLAIMS, user, person_of(claim))


@transaction.atomic
def step_claim(
    claim_id: int, action: ClaimAction, *, actor: User, values: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Claim:  # fmt: skip
    """Take one step with what it needs: papers and claimed (check), approved, adjusted, paid, on, note.

    Raises:
        DomainError: papers missing, an amount out of order, a day in the future, no reason; see `begin`.
    """
    given = dict(values or {})
    rows = Claim.objects.select_related("enrolment__member", "enrolment__period__plan")
    claim, step = begin(rows, claim_id, rules.CLAIMS, action, actor=actor, person=person_of, version=version)
    on = given.get("on") or today()
    if on > today() or on < claim.happened_on:
        raise DomainError(f"日期应在出险日期（{claim.happened_on}）与今天之间", field="on")
    fields = _WRITE[action](claim, given, on) if action in _WRITE else []
    advance(claim, step, actor=actor, note=given.get("note", ""), fields=fields)
    user = claim.enrolment.member.user
    if user is not None and action in (A.RETURN, A.DECIDE, A.PAY, A.REJECT):
        remind(
            user, title=f"您的互助保障理赔：{claim.get_state_display()}", link="/welfare/mine/",
            key=f"welfare.claim:{claim.pk}:{claim.version}",
        )  # fmt: skip
    return claim


def _check(claim: Claim, given: Mapping[str, Any], _on: dt.date) -> list[str]:
    claim.papers = list(given.get("papers") or claim.papers)
    claim.claimed = given["claimed"] if given.get("claimed") is not None else claim.claimed
    if not claim.claimed:
        raise DomainError("请填写申请金额", field="claimed")
    _check_amounts(claim.claimed)
    missing = [ClaimPaper(key).label for key in claim.enrolment.period.plan.papers if key not in claim.papers]
    if missing:
        raise DomainError(f"材料不全，还缺：{'、'.join(missing)}", field="papers")
    return ["papers", "claimed"]


def _submit(claim: Claim, _given: Mapping[str, Any], on: dt.date) -> list[str]:
    if on > claim.due_on:
        raise DomainError(
            f"已过申请截止日期（{claim.due_on}），协会不再受理；如已在期限内报送，请填写实际报送日期",
            field="on",
        )
    claim.submitted_on = on
    return ["submitted_on"]


def _decide(claim: Claim, given: Mapping[str, Any], on: dt.date) -> list[str]:
    claim.approved, claim.decided_on = given.get("approved"), on
    if claim.approved is None:
        raise DomainError("请填写核定金额", field="approved")
    _check_amounts(claim.claimed, claim.approved, field="approved")
    return ["approved", "decided_on"]


def _adjust(claim: Claim, given: Mapping[str, Any], _on: dt.date) -> list[str]:
    claim.adjusted = given.get("adjusted")
    if claim.adjusted is None:
        raise DomainError("请填写复核调整后的金额", field="adjusted")
    _check_amounts(claim.claimed, claim.approved, claim.adjusted, field="adjusted")
    return ["adjusted"]


def _pay(claim: Claim, given: Mapping[str, Any], on: dt.date) -> list[str]:
    claim.paid, claim.paid_on = given.get("paid"), on
    if claim.paid is None:
        raise DomainError("请填写赔付金额", field="paid")
    _check_amounts(claim.claimed, claim.approved, claim.adjusted, claim.paid, field="paid")
    return ["paid", "paid_on"]


_WRITE: dict[ClaimAction, Callable[[Claim, Mapping[str, Any], dt.date], list[str]]] = {
    A.CHECK: _check, A.SUBMIT: _submit, A.DECIDE: _decide, A.ADJUST: _adjust, A.PAY: _pay,
}  # fmt: skip


PAPERS = "理赔材料"


def may_add_papers(actor: User, claim: Claim) -> bool:
    """Whether ``actor`` may add scans now: the office, and the person himself until it is decided."""
    waiting = claim.state not in (ClaimState.DECIDED, *CLOSED)
    return waiting and (may.manages(actor) or may.is_own(actor, claim.enrolment.member))


@transaction.atomic
def add_papers(claim_id: int, files: Iterable[File[Any]], *, actor: User) -> int:
    """Keep scans with a claim; who sees the claim opens them. Return how many.

    Raises:
        NotPermittedError: neither the office nor the person, or decided already.
        DomainError: a bad file.
    """
    claim = Claim.objects.select_for_update(of=("self",)).select_related("enrolment__member").get(pk=claim_id)
    if not may_add_papers(actor, claim):
        raise NotPermittedError("只有经办人和本人可以补充材料，核定以后不能再补充")
    return len([save_attachment(file, owner=claim, actor=actor, kind=PAPERS) for file in files])
