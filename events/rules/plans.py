"""The yearly plan: its way, what becomes of a line, how full it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from events.choices.activities import LineState as L
from events.choices.activities import PlanState as P
from union.common.errors import DomainError, TransitionError


class PlanAction(Enum):
    """Steps of a plan."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    REVISE = "revise"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {"submit": "提交审批", "approve": "批准计划", "return": "退回修改", "revise": "修订计划"}[
            self.value
        ]


ARROWS: dict[PlanAction, tuple[P, P]] = {
    PlanAction.SUBMIT: (P.DRAFT, P.SUBMITTED),
    PlanAction.APPROVE: (P.SUBMITTED, P.APPROVED),
    PlanAction.RETURN: (P.SUBMITTED, P.DRAFT),
    PlanAction.REVISE: (P.APPROVED, P.DRAFT),
}
DECISIONS = (PlanAction.APPROVE, PlanAction.RETURN)


def plan_step(state: str, action: PlanAction) -> P:
    """Return where ``action`` leads from ``state``.

    Raises:
        TransitionError: the plan does not stand there.
    """
    source, target = ARROWS[action]
    if state != source:
        raise TransitionError(f"计划目前是“{P(state).label}”，不能{action.label}")
    return target


def check_line_state(month: int, target: str, reason: str, moved_to: int | None) -> None:
    """Say what a line needs to be moved or dropped: the reason, and another month.

    Raises:
        DomainError: it is missing.
    """
    if target in (L.MOVED, L.DROPPED) and not reason.strip():
        raise DomainError("请说明原因，年底总结时要用", field="reason")
    if target == L.MOVED and (moved_to is None or not 1 <= moved_to <= 12):  # noqa: PLR2004 - months
        raise DomainError("请选择调整到哪个月", field="moved_to")
    if target == L.MOVED and moved_to == month:
        raise DomainError("调整后的月份与原计划相同", field="moved_to")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a plan stands: lines by what became of them, and late ones."""

    total: int
    carried_out: int
    moved: int
    dropped: int
    late: int

    @property
    def rate(self) -> int | None:
        """Carried out in percent of all that were not dropped; None without lines."""
        due = self.total - self.dropped
        return round(100 * self.carried_out / due) if due else None


def is_late(state: str, last_month: int, *, year: int, today_month: tuple[int, int]) -> bool:
    """Say whether a line still planned lies before the present month."""
    return state in (L.PLANNED, L.MOVED) and (year, last_month) < today_month
