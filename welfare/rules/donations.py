"""募捐: the lists branches hand in, and the ways of a drive and of the use of its money [G3][W111]–[W113]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from union.common.flows import FlowTable
from union.common.money import parse_money
from union.organisation.choices import Right
from welfare.choices.donations import DriveAction, DriveState, UseAction, UseState
from welfare.rules.care_flow import CareStep

_MANAGE = Right.MANAGE_WELFARE
DRIVES = FlowTable(
    "这次募捐",
    DriveState,
    (
        CareStep(DriveAction.CLOSE, {DriveState.OPEN}, DriveState.CLOSED, _MANAGE, primary=True),
        CareStep(DriveAction.PUBLISH, {DriveState.CLOSED}, DriveState.PUBLISHED, _MANAGE, primary=True),
        CareStep(
            DriveAction.AUDIT, {DriveState.PUBLISHED}, DriveState.AUDITED, Right.AUDIT_MONEY,
            note_required=True, primary=True,
        ),
    ),
)  # fmt: skip
USES = FlowTable(
    "这笔捐款使用",
    UseState,
    (
        CareStep(
            UseAction.APPROVE, {UseState.PROPOSED}, UseState.APPROVED, Right.APPROVE_WELFARE, primary=True
        ),
        CareStep(
            UseAction.REJECT, {UseState.PROPOSED, UseState.APPROVED}, UseState.REJECTED,
            Right.APPROVE_WELFARE, note_required=True, dangerous=True,
        ),
        CareStep(UseAction.BOOK, {UseState.APPROVED}, UseState.BOOKED, Right.POST_MONEY, primary=True),
        CareStep(
            UseAction.UNBOOK, {UseState.BOOKED}, UseState.APPROVED, Right.POST_MONEY, note_required=True,
            dangerous=True,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: 工号 or name, yuan, whether the name is to be kept back."""

    number: int
    who: str
    amount: Decimal
    is_anonymous: bool = False


_PARTS = re.compile(r"[\s,，、\t]+")
_ANONYMOUS = ("匿名", "不公开")


def read_lines(text: str) -> tuple[list[Line], list[str]]:
    r"""Understand a list “工号或姓名 金额 [匿名]”, a line each; return the lines and what is wrong.

    >>> read_lines("10001 50\n王芳，100元，匿名")[0][1].amount
    Decimal('100.00')
    >>> read_lines("王芳")[1]
    ['第 1 行“王芳”：请写成“工号或姓名 金额”']
    """
    lines, faults = [], []
    for number, raw in enumerate(text.splitlines(), 1):
        parts = [part for part in _PARTS.split(raw.strip()) if part]
        if not parts:
            continue
        anonymous = len(parts) > 2 and parts[-1] in _ANONYMOUS  # noqa: PLR2004 - who, amount, mark
        if len(parts) != (3 if anonymous else 2):
            faults.append(f"第 {number} 行“{raw.strip()[:20]}”：请写成“工号或姓名 金额”")
            continue
        try:
            amount = parse_money(parts[1].removesuffix("元"))
        except ValueError:
            faults.append(f"第 {number} 行：金额“{parts[1][:20]}”看不懂")
            continue
        if amount <= 0:
            faults.append(f"第 {number} 行：捐款金额须大于 0")
            continue
        lines.append(Line(number, parts[0], amount, anonymous))
    return lines, faults


def balance(deposited: Decimal, uses: Decimal) -> Decimal:
    """Yuan that may still be given: what is in the cash book, less uses proposed, approved and paid."""
    return deposited - uses
