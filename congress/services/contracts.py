"""Negotiate a collective contract, and what each step does. Steps go through services.registers.take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from congress.choices.contracts import ContractAction as A
from congress.choices.contracts import ContractKind, Side
from congress.choices.contracts import ContractState as S
from congress.choices.registers import Party, RegisterKind
from congress.models import Contract, NegotiationMeeting, Negotiator, PerformanceCheck
from congress.permissions.sessions import can_manage
from congress.rules import contracts as rules
from congress.rules.contracts import Seat
from congress.selectors.contracts import passing_votes
from congress.selectors.rules import rules_of
from congress.services.registers import Register, refuse_all_but_office, write_step
from members.choices import Sex
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import next_turn, today
from union.common.errors import DomainError, TransitionError
from union.organisation.choices import BodyKind
from union.organisation.models import Body


def _days(name: str) -> dt.timedelta:
    return dt.timedelta(days=rules_of("contracts").number(name))


def contract_parties(user: User, _contract: Contract) -> frozenset[Party]:
    """Only the union office writes here."""
    return frozenset({Party.OFFICE}) if can_manage(user) else frozenset()


@transaction.atomic
def propose(values: Mapping[str, Any], *, actor: User) -> Contract:
    """Record the written proposal of one side; the other answers within fifteen days (第十五条).

    ``values``: kind, title, proposed_by, proposed_on, topics, renews.

    Raises:
        NotPermittedError: not the office. DomainError: proposed in the future.
    """
    refuse_all_but_office(actor)
    if values["proposed_on"] > today():
        raise DomainError("提出日期不能晚于今天", field="proposed_on")
    row = Contract(**dict(values))
    row.due_on = row.proposed_on + _days("answer_days")
    row.save()
    write_step(RegisterKind.CONTRACT, row, "提出协商要求", actor=actor)
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"title": [None, row.title]})
    return row


def _locked(contract: Contract, states: Iterable[S]) -> Contract:
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    if row.state not in set(states):
        raise TransitionError(f"目前是“{row.get_state_display()}”，不能再登记")
    return row


@transaction.atomic
def add_negotiator(contract: Contract, values: Mapping[str, Any], *, actor: User) -> Negotiator:
    """Name a negotiator of one side. ``values``: side, member, name, post, is_chief, is_woman.

    Raises:
        NotPermittedError; TransitionError: the draft is made. DomainError: no name, on the list already
            (nobody sits on both sides), or a second chief of the side.
    """
    refuse_all_but_office(actor)
    row = _locked(contract, (S.PROPOSED, S.NEGOTIATING))
    member = values.get("member")
    name = member.name if member else str(values.get("name") or "").strip()
    if not name:
        raise DomainError("请选择会员，或填写院外人员姓名", field="name")
    is_woman = member.sex == Sex.FEMALE if member else bool(values.get("is_woman"))
    seat = Negotiator(
        contract=row, side=values["side"], member=member, name=name, is_woman=is_woman,
        post=str(values.get("post") or "").strip(), is_chief=bool(values.get("is_chief")),
    )  # fmt: skip
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as error:
        text = "同一人不能重复登记或同时代表双方；每方只有一名首席代表"
        raise DomainError(text, field="is_chief" if seat.is_chief else "member") from error
    audit.record(AuditAction.CREATE, seat, actor=actor, changes={"side": [None, seat.side]})
    return seat


@transaction.atomic
def remove_negotiator(seat: Negotiator, *, actor: User) -> None:
    """Take a negotiator off the list.

    Raises:
        NotPermittedError; TransitionError: the draft is made.
    """
    refuse_all_but_office(actor)
    _locked(seat.contract, (S.PROPOSED, S.NEGOTIATING))
    audit.record(AuditAction.DELETE, seat, actor=actor, changes={"side": [seat.side, None]})
    seat.delete()


@transaction.atomic
def record_meeting(contract: Contract, values: Mapping[str, Any], *, actor: User) -> NegotiationMeeting:
    """Keep a meeting with its minutes. ``values``: fields of NegotiationMeeting.

    Raises:
        NotPermittedError; TransitionError: nobody negotiates now.
        DomainError: in the future or before the proposal.
    """
    refuse_all_but_office(actor)
    row = _locked(contract, (S.NEGOTIATING,))
    if not row.proposed_on <= values["held_on"] <= today():
        raise DomainError("协商会议日期应在提出要求之后、今天之前", field="held_on")
    meeting = NegotiationMeeting.objects.create(contract=row, **dict(values))
    write_step(RegisterKind.CONTRACT, row, "协商会议", actor=actor, note=meeting.topics)
    audit.record(AuditAction.CREATE, meeting, actor=actor)
    return meeting


@transaction.atomic
def record_check(check: PerformanceCheck, values: Mapping[str, Any], *, actor: User) -> PerformanceCheck:
    """Record how the contract is kept; the next check falls due while the contract runs.

    ``values``: checked_on, checkers, findings, remedy.

    Raises:
        NotPermittedError; TransitionError: done already. DomainError: in the future or nothing found out.
    """
    refuse_all_but_office(actor)
    row = PerformanceCheck.objects.select_for_update(of=("self",)).select_related("contract").get(pk=check.pk)
    if row.checked_on is not None:
        raise TransitionError("这次检查已经登记")
    if values["checked_on"] > today():
        raise DomainError("检查日期不能晚于今天", field="checked_on")
    if not values["findings"].strip():
        raise DomainError("请填写检查情况", field="findings")
    for name in ("checked_on", "checkers", "findings", "remedy"):
        setattr(row, name, values[name])
    row.save()
    _plan_check(row.contract, row.due_on)
    write_step(RegisterKind.CONTRACT, row.contract, "履约检查", actor=actor, note=row.remedy)
    audit.record(AuditAction.UPDATE, row, actor=actor)
    return row


def _plan_check(contract: Contract, after: dt.date) -> None:
    """Counted from the day of effect: from check to check the 31st would become the 30th for good."""
    if contract.state != S.IN_FORCE or not (contract.effective_on and contract.ends_on):
        return
    due_on = next_turn(contract.effective_on, rules_of("contracts").number("check_months"), after)
    if due_on <= contract.ends_on:
        PerformanceCheck.objects.create(contract=contract, due_on=due_on)


def problems_of(contract: Contract) -> list[str]:
    """What is wrong with the negotiators of both sides."""
    seats = [
        Seat(
            Side(each.side),
            f"m{each.member_id}" if each.member_id else each.name,
            each.is_chief,
            each.is_woman,
        )
        for each in contract.negotiators.all()
    ]
    needs_woman = Body.objects.filter(kind=BodyKind.WOMEN).exists()
    least = rules_of("contracts").number("negotiators")
    return rules.delegation_problems(seats, least=least, needs_woman=needs_woman)


def _day(given: Mapping[str, Any], name: str, not_before: dt.date | None, what: str) -> dt.date:
    found: dt.date = given.get(name) or today()
    if found > today():
        raise DomainError(f"{what}不能晚于今天", field=name)
    if not_before is not None and found < not_before:
        raise DomainError(f"{what}不能早于 {not_before}", field=name)
    return found


def _answer(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    problems = problems_of(row)
    if problems:
        raise DomainError("；".join(problems) + f"（{rules_of('contracts').document.split('；')[0]}）")
    row.answered_on = _day(given, "answered_on", row.proposed_on, "答复日期")
    if row.due_on and row.answered_on > row.due_on and not given.get("note"):
        raise DomainError(f"应在 {row.due_on} 前书面答复（十五日），逾期须写明情况", field="note")
    row.due_on = None


def _draft(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    if not row.meetings.filter(staff_signed=True, employer_signed=True).exists():
        raise DomainError("还没有双方首席代表签字的协商会议纪要，不能形成草案")
    text = str(given.get("draft") or "").strip()
    if not text:
        raise DomainError("请填写合同文本", field="draft")
    years = rules_of("contracts").values["wage_years" if row.kind == ContractKind.WAGES else "years"]
    problem = rules.term_problem(given["starts_on"], given["ends_on"], years)
    if problem:
        raise DomainError(problem, field="ends_on")
    row.draft, row.starts_on, row.ends_on = text, given["starts_on"], given["ends_on"]
    row.drafted_on = today()


def _pass(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    vote = given.get("vote")
    if vote is None or not passing_votes(row).filter(pk=vote.pk).exists():
        raise DomainError(
            "须选择草案形成之后、以应到代表为基数过半数通过的职代会表决（第二十二条）", field="vote"
        )
    row.vote = vote


def _sign(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    row.signed_on = _day(given, "signed_on", None, "签订日期")
    row.due_on = rules.filing_day(row.signed_on, rules_of("contracts").number("file_days"))


def _file(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    row.filed_on = _day(given, "filed_on", row.signed_on, "报送日期")
    if row.due_on and row.filed_on > row.due_on and not given.get("note"):
        raise DomainError(
            f"应在 {row.due_on} 前报送劳动行政部门（签订后十日内），逾期须写明原因", field="note"
        )
    row.file_no = str(given.get("file_no") or "").strip()
    row.due_on = rules.effect_day(row.filed_on, rules_of("contracts").number("effect_days"))


def _effect(row: Contract, given: Mapping[str, Any], _actor: User) -> None:
    earliest = rules.effect_day(row.filed_on or today(), rules_of("contracts").number("effect_days"))
    row.effective_on = _day(given, "effective_on", earliest, "生效日期")
    row.informed_on, row.due_on = given.get("informed_on") or today(), None
    row.state = S.IN_FORCE
    _plan_check(row, row.effective_on)


def _rework(row: Contract, _given: Mapping[str, Any], _actor: User) -> None:
    """What was passed, signed and filed counts no more; the text stays as the start of the next draft."""
    row.vote = row.signed_on = row.filed_on = row.due_on = None
    row.file_no = ""


def _end(row: Contract, _given: Mapping[str, Any], _actor: User) -> None:
    row.ended_on, row.due_on = today(), None
    row.checks.filter(checked_on=None).delete()


CONTRACTS = Register(
    RegisterKind.CONTRACT, Contract, rules.FLOW, contract_parties, "congress:contract_detail",
    effects={
        A.ANSWER: _answer, A.DRAFT: _draft, A.PASS: _pass, A.SIGN: _sign, A.FILE: _file, A.EFFECT: _effect,
        A.REWORK: _rework, A.END: _end, A.ABANDON: _end,
    },
)  # fmt: skip
