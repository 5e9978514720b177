"""What may be spent: never without a budget line, never above it.

Source: 《基层工会经费收支管理办法》(总工办发〔2017〕32号): 无预算、超预算不得支出;
a change at most once a year with the same approval: 皖工发〔2025〕18号, domain.md §1.6 [G1].
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import Enum

from union.common.errors import DomainError
from union.common.flows import FlowTable
from union.funds.choices import BudgetState as S
from union.organisation.choices import Right

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Room:
    """What a budget line allows: yuan planned, released beyond it, spent so far."""

    name: str
    planned: Decimal
    released: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """Yuan that may still be spent."""
        return self.planned + self.released - self.spent


def refusal(room: Room | None, name: str, year: int, amount: Decimal) -> str:
    """Return why ``amount`` more may not be spent on line ``name``; "" if it may. None: no budget line.

    >>> refusal(None, "送温暖费", 2026, Decimal(1))[:18]
    '2026 年度预算没有“送温暖费”，'
    """
    if amount <= 0:
        return ""
    way_out = "或由主席放行并说明理由"
    if room is None:
        rule = "无预算不得支出（总工办发〔2017〕32号）"
        return f"{year} 年度预算没有“{name}”，{rule}。请先编制或调整预算，{way_out}"
    if amount <= room.left:
        return ""
    return (
        f"“{room.name}”超出 {year} 年度预算：预算 {room.planned + room.released:,.2f} 元，已支出 "
        f"{room.spent:,.2f} 元，还可用 {max(room.left, _ZERO):,.2f} 元，本次 {amount:,.2f} 元。"
        f"请调整预算，{way_out}"
    )


def execution_rate(spent: Decimal, planned: Decimal) -> Decimal | None:
    """Return spent over planned in percent with one decimal, never rounded up; None without a plan.

    >>> execution_rate(Decimal("999.99"), Decimal(1000))
    Decimal('99.9')
    """
    if planned == 0:
        return None
    return (spent * 100 / planned).quantize(Decimal("0.1"), ROUND_DOWN)


def warning_tone(spent: Decimal, planned: Decimal, *, notice: int, full: int) -> str:
    """Return "danger" from ``full`` percent of the plan on, "warning" from ``notice`` on, else "".

    Without a plan any spending is "danger".

    >>> warning_tone(Decimal(800), Decimal(1000), notice=80, full=100)
    'warning'
    """
    if planned == 0:
        return "danger" if spent > 0 else ""
    if spent * 100 >= planned * full:
        return "danger"
    return "warning" if spent * 100 >= planned * notice else ""


class BudgetAction(Enum):
    """What is done with a budget: the value stands in addresses, the label on buttons."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {"submit": "提交审批", "approve": "批准", "return": "退回修改", "withdraw": "撤回"}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``other_person``: not the one who made or submitted the budget."""

    action: BudgetAction
    sources: frozenset[S]
    target: S
    right: Right
    other_person: bool = False
    note_required: bool = False


STEPS = FlowTable(
    "预算",
    S,
    (
        Step(BudgetAction.SUBMIT, frozenset({S.DRAFT}), S.SUBMITTED, Right.POST_MONEY),
        Step(BudgetAction.WITHDRAW, frozenset({S.SUBMITTED}), S.DRAFT, Right.POST_MONEY),
        Step(BudgetAction.APPROVE, frozenset({S.SUBMITTED}), S.APPROVED, Right.APPROVE_BUDGET, True),
        Step(
            BudgetAction.RETURN, frozenset({S.SUBMITTED}), S.DRAFT, Right.APPROVE_BUDGET, True,
            note_required=True,
        ),
    ),
)  # fmt: skip


def check_editable(state: str) -> None:
    """Let a draft pass.

    Raises:
        DomainError: a submitted or approved budget is not edited.
    """
    if state == S.APPROVED:
        raise DomainError("预算已批准，不能直接修改；每年可按原程序调整一次")
    if state != S.DRAFT:
        raise DomainError("预算正在审批，请先撤回再修改")
