"""The way of a visit (慰问): reported → checked → approved → planned → visited → signed for → booked.

Source: the flow hospitals describe (domain notes 5.3: 科室或小组上报 → 工会核查 → 主席审批 → 慰问 →
实名签收 → 入账). A planned day may be skipped: who stands at the bedside records the visit at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.visits import VisitState as S


class VisitAction(Enum):
    """What can be done with a visit: the value stands in URLs, the label on buttons."""

    CHECK = "check"
    REJECT = "reject"
    RETURN = "return"
    APPROVE = "approve"
    PLAN = "plan"
    VISIT = "visit"
    SIGN = "sign"
    BOOK = "book"
    UNBOOK = "unbook"
    MISS = "miss"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "check": "核查并报批",
    "reject": "不予慰问",
    "return": "退回核查",
    "approve": "批准",
    "plan": "安排走访",
    "visit": "登记走访",
    "sign": "登记签收",
    "book": "入账",
    "unbook": "冲销入账",
    "miss": "登记未走访",
    "withdraw": "撤回上报",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``right`` None: whoever reported it, and whoever handles visits."""

    action: VisitAction
    sources: frozenset[S]
    target: S
    right: Right | None
    note_required: bool = False
    primary: bool = False


_BEFORE_VISIT = frozenset({S.REPORTED, S.CHECKED, S.APPROVED, S.PLANNED})
FLOW = FlowTable(
    "这项慰问",
    S,
    (
        Step(VisitAction.CHECK, frozenset({S.REPORTED}), S.CHECKED, Right.HANDLE_VISITS, primary=True),
        Step(VisitAction.APPROVE, frozenset({S.CHECKED}), S.APPROVED, Right.APPROVE_VISITS, primary=True),
        Step(
            VisitAction.RETURN, frozenset({S.CHECKED}), S.REPORTED, Right.APPROVE_VISITS, note_required=True
        ),
        Step(VisitAction.PLAN, frozenset({S.APPROVED, S.PLANNED}), S.PLANNED, Right.HANDLE_VISITS),
        Step(
            VisitAction.VISIT,
            frozenset({S.APPROVED, S.PLANNED}),
            S.VISITED,
            Right.HANDLE_VISITS,
            primary=True,
        ),
        Step(VisitAction.SIGN, frozenset({S.VISITED}), S.SIGNED, Right.HANDLE_VISITS, primary=True),
        Step(VisitAction.BOOK, frozenset({S.SIGNED}), S.BOOKED, Right.POST_MONEY, primary=True),
        Step(VisitAction.UNBOOK, frozenset({S.BOOKED}), S.SIGNED, Right.POST_MONEY, note_required=True),
        Step(
            VisitAction.REJECT,
            frozenset({S.REPORTED, S.CHECKED}),
            S.REJECTED,
            Right.HANDLE_VISITS,
            note_required=True,
        ),
        Step(VisitAction.MISS, _BEFORE_VISIT, S.MISSED, Right.HANDLE_VISITS, note_required=True),
        Step(VisitAction.WITHDRAW, frozenset({S.REPORTED}), S.WITHDRAWN, None),
    ),
)
