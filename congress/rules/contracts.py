"""Collective contracts: who negotiates, how long each step may take, what makes a draft a contract.

Articles are those of 《上海市集体合同条例》 ([L5] in domain.md); numbers come from the rule set.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from congress.choices.contracts import ContractAction as A
from congress.choices.contracts import ContractState as S
from congress.choices.contracts import Side
from congress.choices.registers import Party
from congress.rules.registers import arrow
from union.common.dates import add_months
from union.common.flows import FlowTable

_O = Party.OFFICE
FLOW = FlowTable(
    "这份集体合同",
    S,
    (
        arrow(A.ANSWER, (S.PROPOSED,), S.NEGOTIATING, _O, primary=True),
        arrow(A.DRAFT, (S.NEGOTIATING,), S.DRAFTED, _O, primary=True),
        arrow(A.PASS, (S.DRAFTED,), S.PASSED, _O, primary=True),
        arrow(A.SIGN, (S.PASSED,), S.SIGNED, _O, primary=True),
        arrow(A.FILE, (S.SIGNED,), S.FILED, _O, primary=True),
        arrow(A.EFFECT, (S.FILED,), S.IN_FORCE, _O, primary=True),
        arrow(A.REWORK, (S.DRAFTED, S.FILED), S.NEGOTIATING, _O, note_required=True),
        arrow(A.END, (S.IN_FORCE,), S.ENDED, _O, note_required=True),
        arrow(A.ABANDON, (S.PROPOSED, S.NEGOTIATING, S.DRAFTED), S.ABANDONED, _O, note_required=True),
    ),
)
ENDED = (S.ENDED, S.ABANDONED)


@dataclass(frozen=True, slots=True)
class Seat:
    """A negotiator: side, who it is (one key per person), chief or not, a woman or not."""

    side: Side
    person: str
    is_chief: bool = False
    is_woman: bool = False


def delegation_problems(seats: Collection[Seat], *, least: int, needs_woman: bool) -> list[str]:
    """Return what is wrong with the negotiators of both sides; empty if nothing.

    ``needs_woman``: there is a women's committee, so one of the staff's negotiators is a woman (第六条).
    """
    found = []
    people = {side: [seat for seat in seats if seat.side == side] for side in Side}
    for side, rows in people.items():
        if len(rows) < least:
            found.append(f"{side.label}协商代表不少于 {least} 人，现有 {len(rows)} 人")
        chiefs = sum(seat.is_chief for seat in rows)
        if chiefs != 1:
            found.append(f"{side.label}须有一名首席代表，现有 {chiefs} 名")
    staff, employer = people[Side.STAFF], people[Side.EMPLOYER]
    if len(staff) < len(employer):
        found.append(f"职工方协商代表不得少于院方（{len(staff)} 人少于 {len(employer)} 人）")
    if needs_woman and not any(seat.is_woman for seat in staff):
        found.append("已建立女职工委员会，职工方协商代表中应有女职工代表")
    if {seat.person for seat in staff} & {seat.person for seat in employer}:
        found.append("同一人不能同时担任双方协商代表")
    return found


def term_problem(starts_on: dt.date, ends_on: dt.date, years: Sequence[int]) -> str:
    """Return what is wrong with the term; "" if nothing. ``years``: least and most; both days count.

    >>> term_problem(dt.date(2026, 1, 1), dt.date(2028, 12, 31), [1, 3])
    ''
    >>> term_problem(dt.date(2026, 1, 1), dt.date(2026, 6, 30), [1, 1])
    '期限应为 1 年'
    """
    least, most = years
    after = ends_on + dt.timedelta(days=1)
    if add_months(starts_on, 12 * least) <= after <= add_months(starts_on, 12 * most):
        return ""
    return f"期限应为 {least} 年" if least == most else f"期限应为 {least} 至 {most} 年"


def filing_day(signed_on: dt.date, days: int) -> dt.date:
    """Last day for filing: within ten days of signing (第二十三条)."""
    return signed_on + dt.timedelta(days=days)


def effect_day(filed_on: dt.date, days: int) -> dt.date:
    """First day of effect without an objection: fifteen days after the labour office has it (第二十五条)."""
    return filed_on + dt.timedelta(days=days)
