"""Handing in, reviewing, carrying out and awarding suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from events.models import Suggestion
from events.permissions import suggestions as permissions
from events.rules.suggestions import FLOW, SuggestionAction, award_problem
from events.selectors.activities import rule_values
from events.services.room_records import create, locked, require, write_step
from members.models import Member
from union.accounts.models import User
from union.common.errors import DomainError
from union.funds.choices import Purpose
from union.funds.selectors import account_for, entries_of
from union.funds.services.posting import expense_lines, post_entry, reverse_entry
from union.organisation.models import Department
from union.reminders.services import remind

A = SuggestionAction


@transaction.atomic
def hand_in(values: Mapping[str, Any], *, proposer: Member | None, actor: User, today: dt.date) -> Suggestion:
    """Keep a suggestion of ``proposer``. ``values``: title, kind, situation, proposal, benefit.

    Raises:
        DomainError: whose suggestion it is, is not known.
    """
    if proposer is None:
        raise DomainError("请填写建议人；您还没有会员档案时请联系工会办公室登记", field="proposer")
    row = Suggestion(
        **dict(values),
        proposer=proposer,
        branch_id=proposer.branch_id,
        submitted_by=actor,
        submitted_on=today,
    )
    return create(row, actor=actor, shown=("title", "kind"))


def _step(row: Suggestion, action: SuggestionAction, actor: User) -> tuple[Suggestion, Any]:
    current = locked(Suggestion, row.pk)
    move = FLOW.step_for(current.state, action)
    own = action != A.WITHDRAW and permissions.is_own(actor, current)
    require(not own, "不能评审或奖励自己的建议，请由他人办理")
    gave = action == A.PAY and permissions.gave_award(actor, current)
    require(not gave, "奖励由您登记，请由另一位有经费记账权限的人支付入账")
    require(permissions.can_take(actor, current, action), f"您没有{action.label}的权限")
    return current, move


@transaction.atomic
def review(
    row: Suggestion, *, adopt: bool, opinion: str, actor: User, today: dt.date,
    department: Department | None = None, due_on: dt.date | None = None,
) -> Suggestion:  # fmt: skip
    """Adopt the suggestion, with who carries it out until when, or say why not; its author is told.

    Raises:
        NotPermittedError: one's own, or no right. TransitionError; DomainError: no reason, a day in the past.
    """
    action = A.ADOPT if adopt else A.DECLINE
    current, move = _step(row, action, actor)
    if due_on is not None and due_on < today:
        raise DomainError("实施期限已过，请填今天或以后的日期", field="due_on")
    current.opinion, current.reviewed_on, current.reviewed_by = opinion.strip(), today, actor
    current.department, current.due_on = department, due_on
    write_step(current, move, actor=actor, note=opinion)
    _tell(current, "建议已采纳" if adopt else "建议未采纳", opinion.strip())
    return current


@transaction.atomic
def carry_out(
    row: Suggestion, *, on: dt.date, effect: str, saving: Decimal | None, actor: User, today: dt.date
) -> Suggestion:
    """Note that the suggestion is carried out, and what came of it.

    Raises:
        NotPermittedError, TransitionError; DomainError: before it was handed in, or in the future.
    """
    current, move = _step(row, A.CARRY_OUT, actor)
    if on < current.submitted_on or on > today:
        raise DomainError(f"实施日期应在提出日期（{current.submitted_on}）和今天之间", field="on")
    current.carried_out_on, current.effect, current.saving = on, effect, saving
    write_step(current, move, actor=actor, carried_out_on=on)
    _tell(current, "建议已实施")
    return current


@transaction.atomic
def give_award(
    row: Suggestion, *, award: str, amount: Decimal | None, actor: User, today: dt.date
) -> Suggestion:
    """Note the award of an adopted suggestion; `pay_award` books it.

    Raises:
        NotPermittedError: one's own. TransitionError; DomainError: above the rule.
    """
    current, move = _step(row, A.AWARD, actor)
    text = award_problem(amount, rule_values("suggestion_award", today))
    if text:
        raise DomainError(text, field="amount")
    current.award, current.award_amount, current.awarded_on = award, amount, today
    current.awarded_by = actor
    write_step(current, move, actor=actor, award=award, amount=amount)
    _tell(current, f"建议获{current.get_award_display()}")
    return current


@transaction.atomic
def pay_award(
    row: Suggestion, *, on: dt.date, paid_from: str, fund_source: str, actor: User, override_reason: str = ""
) -> Suggestion:
    """Book the award into the cash book, under 劳动和技能竞赛; after `unpay_award` once more.

    Raises:
        NotPermittedError: one's own, awarded by oneself, no right, nothing to pay or paid already.
            DomainError: before the award was given, or what the cash book refuses (closed month, budget).
    """
    current, move = _step(row, A.PAY, actor)
    if current.awarded_on and on < current.awarded_on:
        raise DomainError(f"支付日期不能早于奖励日期（{current.awarded_on}）", field="on")
    assert current.award_amount is not None  # without an amount nobody may take the step
    post_entry(
        on=on,
        summary=f"合理化建议奖励：{current.title}"[:120],
        lines=expense_lines(
            current.award_amount, account=account_for(Purpose.CONTEST, on), paid_from=paid_from,
            fund_source=fund_source, branch_id=current.branch_id,
        ),
        key=f"events.suggestion:{current.pk}:{current.version}",
        actor=actor,
        source=permissions.award_source(current),
        override_reason=override_reason,
    )  # fmt: skip
    write_step(current, move, actor=actor, amount=current.award_amount)
    return current


@transaction.atomic
def unpay_award(row: Suggestion, *, note: str, actor: User, today: dt.date) -> Suggestion:
    """Take a wrong payment back: its voucher is reversed in red, the award can be paid again.

    Raises:
        NotPermittedError: one's own, no right, nothing paid. DomainError: no reason; see funds.reverse_entry.
    """
    current, move = _step(row, A.UNPAY, actor)
    if not note.strip():
        raise DomainError("冲销支付须说明理由", field="note")
    source = permissions.award_source(current)
    entry = entries_of(source).get(reversed_by=None, reverses=None)  # without it nobody may take the step
    reverse_entry(entry, on=today, reason=note, key=f"{source.kind}:{source.pk}:red:{entry.pk}", actor=actor)
    write_step(current, move, actor=actor, note=note, amount=current.award_amount)
    return current


@transaction.atomic
def withdraw(row: Suggestion, *, actor: User) -> Suggestion:
    """Take a suggestion back that nobody has decided on.

    Raises:
        NotPermittedError, TransitionError.
    """
    current, move = _step(row, A.WITHDRAW, actor)
    write_step(current, move, actor=actor)
    return current


def _tell(row: Suggestion, words: str, body: str = "") -> None:
    if row.proposer.user:
        remind(
            row.proposer.user, title=f"{words}：{row.title}", body=body,
            key=f"suggestion:{row.pk}:{row.version}", link=row.get_absolute_url(),
        )  # fmt: skip
