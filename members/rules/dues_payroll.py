"""The payroll file of a month: its columns, where a row ends, what differs, what may be decided.

Source: domain.md §1.4. A row is matched when number and name agree, whatever the amounts; names
alone never match (domain.md §12 no. 33).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from members.choices import DuesDecision as D
from members.choices import DuesDifferenceKind as K
from union.common.errors import DomainError
from union.common.money import parse_money
from union.common.names import clean_name
from union.common.spreadsheets import Column

PAYROLL_COLUMNS: tuple[Column, ...] = (
    Column("staff_no", "工号", ("职工号", "人员编号", "员工编号", "职工编号", "员工号"), identifying=True),
    Column("name", "姓名", ("职工姓名", "员工姓名", "会员姓名", "人员姓名")),
    Column("department", "科室", ("部门", "所在科室", "科室名称", "所在部门")),
    Column("due", "应扣会费", ("应缴会费", "应扣金额", "应扣", "应缴", "应扣工会会费")),
    Column("paid", "实扣会费", ("实缴会费", "实扣金额", "实扣", "实缴", "代扣会费", "实扣工会会费")),
    Column("remark", "备注", ("说明",), contains=False),
)
_LONGEST = {"staff_no": 40, "name": 60, "department": 60, "remark": 120}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the file is compared with: ``branch_id`` is where the money is booked."""

    pk: int
    name: str
    branch_id: int | None


@dataclass(slots=True)
class PayrollLine:
    """A row as it was read; ``reasons`` (field, value, sentence, code) say why it matches nobody."""

    staff_no: str = ""
    name: str = ""
    department: str = ""
    remark: str = ""
    due: Decimal = _ZERO
    paid: Decimal = _ZERO
    person: Person | None = None
    reasons: list[tuple[str, str, str, str]] = field(default_factory=list)


def as_number(cell: Any) -> str:
    """A 工号 as text: 10000.0 → "10000"; spaces and full-width digits are put right."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(str(cell).split()).translate(str.maketrans("０１２３４５６７８９", "0123456789"))


def read_line(values: Mapping[str, Any], people: Mapping[str, Person]) -> PayrollLine:
    """Read one row and find its member by number and name.

    Both amounts must be amounts; a blank 实扣 is 0 (nothing was deducted). Without a 应扣 column the file
    says nothing of what is due: 应扣 = 实扣. A row with an amount that cannot be read matches nobody.
    """
    line = PayrollLine(
        staff_no=as_number(values.get("staff_no", ""))[: _LONGEST["staff_no"]],
        name=clean_name(str(values.get("name", "")))[: _LONGEST["name"]],
        department=str(values.get("department", "")).strip()[: _LONGEST["department"]],
        remark=str(values.get("remark", "")).strip()[: _LONGEST["remark"]],
    )
    line.paid = _amount(line, "paid", "实扣会费", values.get("paid", ""))
    line.due = _amount(line, "due", "应扣会费", values["due"]) if "due" in values else line.paid
    _match(line, people)
    return line


def _amount(line: PayrollLine, key: str, label: str, cell: Any) -> Decimal:
    if cell == "":
        return _ZERO
    try:
        amount = parse_money(cell)
    except ValueError as error:
        line.reasons.append((key, str(cell)[:30], f"{label}：{error}", "amount"))
        return _ZERO
    if not -100_000 < amount < 100_000:  # noqa: PLR2004 - no month's dues of anybody
        line.reasons.append((key, str(cell)[:30], f"{label} {amount} 元不合理，请核对", "amount"))
        return _ZERO
    return amount


def _match(line: PayrollLine, people: Mapping[str, Person]) -> None:
    if not line.staff_no:
        line.reasons.append(("staff_no", "", "没有工号：只凭姓名不能确定是谁", "no_number"))
        return
    person = people.get(line.staff_no)
    if person is None:
        line.reasons.append(("staff_no", line.staff_no, f"花名册中没有工号 {line.staff_no}", "nobody"))
    elif person.name != line.name:
        sentence = f"工号 {line.staff_no} 在花名册中不叫“{line.name}”：工号与姓名不一致"
        line.reasons.append(("name", line.name, sentence, "name"))
    elif not line.reasons:
        line.person = person


def difference_of(expected: Decimal, stated: Decimal, paid: Decimal) -> K | None:
    """Which difference a matched member has, the weightiest first; None where all three agree.

    ``expected``: what the registry says is due; ``stated`` and ``paid``: 应扣 and 实扣 of the file.
    """
    if expected == 0 and (stated or paid):
        return K.NOT_DUE
    if paid == 0 and expected > 0:
        return K.ZERO
    if paid != expected:
        return K.SHORT if paid < expected else K.OVER
    return K.STATED if stated != paid else None


DECISIONS: dict[K, tuple[D, ...]] = {
    K.UNMATCHED: (D.ASSIGN, D.RETURN),
    K.MISSING: (D.NEXT_PAYROLL, D.ARREARS, D.REGISTRY),
    K.NOT_DUE: (D.REFUND, D.REGISTRY, D.KEEP),
    K.ZERO: (D.ARREARS, D.NEXT_PAYROLL, D.REGISTRY),
    K.SHORT: (D.NEXT_PAYROLL, D.ARREARS, D.REGISTRY),
    K.OVER: (D.REFUND, D.KEEP, D.REGISTRY),
    K.STATED: (D.NOTED, D.REGISTRY),
}
NOTE_REQUIRED = frozenset({D.REGISTRY, D.RETURN, D.KEEP})


def effect_of(decision: D, *, expected: Decimal, paid: Decimal) -> Decimal:
    """What a decision adds to the books of the next month, in yuan: the surplus back, or the row's money in.

    (REFUND, expected 22.80, paid 25.00) → -2.20; (ASSIGN, paid 10.00) → 10.00; every other decision → 0.
    """
    if decision == D.REFUND:
        return min(expected - paid, _ZERO)
    return paid if decision == D.ASSIGN else _ZERO


def check_decision(kind: K, decision: D, *, note: str, assigned: bool) -> None:
    """Refuse what does not fit the difference.

    Raises:
        DomainError: not one of its decisions, a note or the member is missing.
    """
    if decision not in DECISIONS[kind]:
        raise DomainError(f"“{kind.label}”的差异不能选“{decision.label}”", field="decision")
    if decision in NOTE_REQUIRED and not note.strip():
        raise DomainError(f"选择“{decision.label}”时请写明情况", field="note")
    if (decision == D.ASSIGN) != assigned:
        raise DomainError("选择“归属到会员”时请选定会员；其他处理不填会员", field="assigned_to")
