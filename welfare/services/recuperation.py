"""Recuperation: rounds, applications, groups; the one door for the state of an application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from union.organisation.models import Branch
from union.reminders.services import remind
from welfare.choices.recuperation import RoundState, StayAction, StayState
from welfare.models import RecuperationQuota, RecuperationRound, Stay
from welfare.permissions import care as may
from welfare.rules import recuperation as rules
from welfare.rules.care_flow import CareStep
from welfare.selectors import recuperation as selectors
from welfare.selectors.care import steps_for
from welfare.services.care_flow import advance, begin, created

A = StayAction


def _require(actor: User) -> None:
    if not may.manages(actor):
        raise NotPermittedError("只有工会专干可以组织疗休养")


@transaction.atomic
def open_round(values: Mapping[str, Any], *, actor: User) -> RecuperationRound:
    """Plan a round within the standard.

    Raises:
        DomainError: too long or too dear for the standard, days out of order, or known already.
    """
    _require(actor)
    row = RecuperationRound(**values, created_by=actor)
    if row.ends_on < row.starts_on or row.apply_until >= row.starts_on:
        raise DomainError("日期先后不对：报名截止应早于开始，结束不早于开始", field="ends_on")
    problem = rules.trip_problem(
        selectors.standard_on(row.starts_on), days=row.days, cost_per_day=row.cost_per_day,
        is_outside=row.is_outside,
    )  # fmt: skip
    if problem:
        raise DomainError(problem, field="cost_per_day" if "元" in problem.split("（")[0] else "ends_on")
    if RecuperationRound.objects.filter(title=row.title, starts_on=row.starts_on).exists():
        raise DomainError("已有同名、同一开始日期的批次", field="title")
    row.save()
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def set_quotas(round_id: int, seats: Mapping[Branch, int | None], *, actor: User) -> RecuperationRound:
    """Places per branch; None: no places of its own.

    Raises:
        DomainError: more than the total, or the round is over.
    """
    _require(actor)
    row = _locked(round_id)
    given = {branch: count for branch, count in seats.items() if count is not None}
    if sum(given.values()) > row.quota:
        raise DomainError(f"各支会名额合计 {sum(given.values())}，超过总名额 {row.quota}")
    row.quotas.all().delete()
    RecuperationQuota.objects.bulk_create(
        RecuperationQuota(round=row, branch=branch, seats=count) for branch, count in given.items()
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"quotas": [None, sum(given.values())]})
    return row


def _locked(round_id: int) -> RecuperationRound:
    row = RecuperationRound.objects.select_for_update().get(pk=round_id)
    if row.state != RoundState.OPEN:
        raise DomainError("这一批疗休养已结束")
    return row


@transaction.atomic
def apply_for(round_id: int, member: Member, *, actor: User, reason: str = "") -> Stay:
    """Apply: oneself, or somebody of one's branch, or anybody by the office.

    Whether the post is a frontline one follows from the registry and the rule.

    Raises:
        NotPermittedError: somebody else's application.
        DomainError: over, too late, no member, applied already, or barred whatever the reason.
    """
    row = _locked(round_id)
    own = may.is_own(actor, member)
    if not (own or may.manages(actor) or may.reaches(actor, Right.PROPOSE_AS_BRANCH, member)):
        raise NotPermittedError("只能为本人或本支会会员申请")
    if own and not may.manages(actor) and today() > row.apply_until:
        raise DomainError(f"报名已于 {row.apply_until} 截止")
    stay = Stay(
        round=row, member=member, branch_id=member.branch_id, reason=reason.strip(), created_by=actor,
        is_frontline=selectors.is_frontline(member, row.starts_on),
    )  # fmt: skip
    stop = [f.text for f in selectors.findings_of(stay) if f.absolute and "名额" not in f.text]
    if stop:
        raise DomainError("；".join(stop))
    try:
        with transaction.atomic():
            stay.save()
    except IntegrityError as error:
        raise DomainError(f"{member.name}已申请过这一批") from error
    created(stay, actor=actor)
    return stay


def steps_of(stay: Stay, user: User) -> list[CareStep]:
    """Steps the user may take now; whoever recommended does not approve."""
    steps = steps_for(stay, rules.FLOW, user, stay.member)
    return [step for step in steps if not (step.action == A.APPROVE and stay.recommended_by_id == user.pk)]


@transaction.atomic
def step_stay(
    stay_id: int, action: StayAction, *, actor: User, note: str = "", group_no: int | None = None,
    version: int | None = None,
) -> Stay:  # fmt: skip
    """Take one step. Approving judges again while the round is locked, so places are never given twice.

    Raises:
        DomainError: something stands in the way (and no reason is given, or none can help); see `begin`.
    """
    round_id = Stay.objects.values_list("round_id", flat=True).get(pk=stay_id)
    RecuperationRound.objects.select_for_update().get(pk=round_id)
    rows = Stay.objects.select_related("member", "round")
    stay, step = begin(
        rows, stay_id, rules.FLOW, action, actor=actor, person=lambda row: row.member, version=version
    )
    fields: list[str] = []
    if action == A.RECOMMEND:
        stay.recommended_by, fields = actor, ["recommended_by"]
    if action == A.APPROVE:
        fields = _approve(stay, actor, note)
    if action == A.REJECT:
        stay.decided_by, stay.decided_on, fields = actor, today(), ["decided_by", "decided_on"]
    if action == A.GO:
        stay.group_no, stay.cost, fields = group_no or stay.group_no, stay.round.cost, ["group_no", "cost"]
        if stay.round.starts_on > today():
            raise DomainError("疗休养还没有开始，不能登记参加")
    advance(stay, step, actor=actor, note=note, fields=fields)
    if stay.state in (StayState.APPROVED, StayState.REJECTED):
        remind(
            stay.member.user, title=f"您的疗休养申请：{stay.get_state_display()}", link="/welfare/mine/",
            key=f"welfare.stay:{stay.pk}:{stay.state}",
        )  # fmt: skip
    return stay


def _approve(stay: Stay, actor: User, note: str) -> list[str]:
    if stay.recommended_by_id == actor.pk:
        raise NotPermittedError("推荐人不能审批自己推荐的申请")
    found = selectors.findings_of(stay)
    stop = [each.text for each in found if each.absolute]
    if stop:
        raise DomainError("；".join(stop))
    if found and not note.strip():
        words = "；".join(each.text for each in found)
        raise DomainError(f"{words}。如确有必要，请写明理由", field="note")
    stay.override_reason = note.strip() if found else ""
    stay.decided_by, stay.decided_on = actor, today()
    return ["override_reason", "decided_by", "decided_on"]


@transaction.atomic
def set_groups(round_id: int, size: int, *, actor: User) -> int:
    """Divide the approved into groups of at most ``size``, branch by branch; return how many groups."""
    _require(actor)
    row = _locked(round_id)
    if size < 1:
        raise DomainError("每组至少一人", field="size")
    rows = list(
        row.stays.filter(state=StayState.APPROVED).order_by(
            "branch__position", "branch_id", "member__name_pinyin"
        )
    )
    for turn, stay in enumerate(rows):
        stay.group_no = turn // size + 1
    Stay.objects.bulk_update(rows, ["group_no"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"groups": [None, -(-len(rows) // size)]})
    return -(-len(rows) // size)


@transaction.atomic
def close_round(round_id: int, *, actor: User) -> RecuperationRound:
    """End the round.

    Raises:
        DomainError: somebody approved is not written down as gone or absent.
    """
    _require(actor)
    row = _locked(round_id)
    open_ones = row.stays.filter(state=StayState.APPROVED).count()
    if open_ones:
        raise DomainError(f"还有 {open_ones} 人没有登记是否参加")
    row.state = RoundState.CLOSED
    row.save(update_fields=["state"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": ["open", "closed"]})
    return row
