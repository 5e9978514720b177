"""The way of an activity: draft → approved → open → closed → held → settled → archived; or cancelled.

Source: the union's own working order (domain.md §7). Which papers a kind demands before it is
approved is the rule set ``event_approval``. Nobody approves what he drew up or handed in himself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from events.choices.activities import ActivityKind, SignUpMode
from events.choices.activities import ActivityState as S
from union.common.flows import FlowTable
from union.organisation.choices import Right


class ActivityAction(Enum):
    """What can be done with an activity: the value stands in forms, the label on buttons."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    HOLD = "hold"
    SETTLE = "settle"
    UNSETTLE = "unsettle"
    ARCHIVE = "archive"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "submit": "提交审批",
    "approve": "批准",
    "return": "退回修改",
    "open": "开放报名",
    "close": "截止报名",
    "reopen": "重新开放报名",
    "hold": "登记已举办",
    "settle": "结算",
    "unsettle": "冲销支出",
    "archive": "归档",
    "cancel": "取消活动",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``tells``: everybody who has signed up gets a notice."""

    action: ActivityAction
    sources: frozenset[S]
    target: S
    right: Right = Right.MANAGE_EVENTS
    note_required: bool = False
    tells: bool = False


A = ActivityAction
STEPS: tuple[Step, ...] = (
    Step(A.SUBMIT, frozenset({S.DRAFT}), S.SUBMITTED),
    Step(A.APPROVE, frozenset({S.SUBMITTED}), S.APPROVED, Right.APPROVE_EVENTS),
    Step(A.RETURN, frozenset({S.SUBMITTED}), S.DRAFT, Right.APPROVE_EVENTS, note_required=True),
    Step(A.OPEN, frozenset({S.APPROVED}), S.OPEN),
    Step(A.CLOSE, frozenset({S.OPEN}), S.CLOSED),
    Step(A.REOPEN, frozenset({S.CLOSED}), S.OPEN),
    Step(A.HOLD, frozenset({S.APPROVED, S.CLOSED}), S.HELD),
    Step(A.SETTLE, frozenset({S.HELD}), S.SETTLED, Right.POST_MONEY),
    Step(A.UNSETTLE, frozenset({S.SETTLED, S.ARCHIVED}), S.HELD, Right.POST_MONEY, note_required=True),
    Step(A.ARCHIVE, frozenset({S.SETTLED}), S.ARCHIVED),
    Step(
        A.CANCEL, frozenset({S.DRAFT, S.SUBMITTED, S.APPROVED, S.OPEN, S.CLOSED}), S.CANCELLED,
        note_required=True, tells=True,
    ),
)  # fmt: skip
FLOW = FlowTable("活动", S, STEPS)

UNPUBLISHED = (S.DRAFT, S.SUBMITTED)
PUBLISHED = (S.APPROVED, S.OPEN, S.CLOSED, S.HELD, S.SETTLED, S.ARCHIVED, S.CANCELLED)
TOOK_PLACE = (S.HELD, S.SETTLED, S.ARCHIVED)
AHEAD = (S.APPROVED, S.OPEN, S.CLOSED)
COSTING = (*AHEAD, S.HELD)  # costs may be written down and taken off
EDITABLE = (S.DRAFT, S.SUBMITTED, S.APPROVED, S.OPEN, S.CLOSED)


def steps_from(state: str, mode: str) -> tuple[Step, ...]:
    """Arrows out of ``state`` in the table's order; without sign-up there is nothing to open.

    UNSETTLE is not among them: it begins at one of the costs.
    """
    found = tuple(step for step in FLOW.steps_from(state) if step.action != A.UNSETTLE)
    if mode == SignUpMode.NONE:
        return tuple(step for step in found if step.action not in (A.OPEN, A.REOPEN))
    return tuple(step for step in found if step.action != A.HOLD or state != S.APPROVED)


def missing_papers(
    kind: str,
    demands: Mapping[str, Sequence[str]],
    *,
    budget: Decimal | None,
    safety_plan: str,
    insurance: str,
) -> list[str]:
    """Return what an activity of ``kind`` still lacks before it can be handed in, as sentences.

    ``demands``: values of the rule set ``event_approval``: for each paper the kinds that need it. An outing
    without insurance lacks “春秋游须先办妥保险（填写保险公司、险种或保单号）”.
    """
    label = ActivityKind(kind).label
    checks = (
        ("budget", bool(budget), f"{label}须有预算（没有支出的活动请改选其他类型，或填写预算）"),
        ("safety_plan", bool(safety_plan.strip()), f"{label}须有安全预案（交通、场地、急救、负责人）"),
        ("insurance", bool(insurance.strip()), f"{label}须先办妥保险（填写保险公司、险种或保单号）"),
    )
    return [text for key, there, text in checks if kind in demands.get(key, ()) and not there]


def times_problem(
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    sign_up_from: dt.datetime | None,
    sign_up_until: dt.datetime | None,
) -> tuple[str, str]:
    """Return (field, sentence) for the first pair of times that cannot be, or two empty strings."""
    if ends_at < starts_at:
        return "ends_at", "结束时间早于开始时间，请核对"
    if sign_up_until and sign_up_until > ends_at:
        return "sign_up_until", "报名截止时间晚于活动结束时间，请核对"
    if sign_up_from and sign_up_until and sign_up_until <= sign_up_from:
        return "sign_up_until", "报名截止时间须晚于报名开始时间"
    return "", ""


def kept_values(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the plain values of ``names`` for a template, fit for JSON (amounts as text)."""
    found = {name: values[name] for name in names if name in values}
    return {name: str(each) if isinstance(each, Decimal) else each for name, each in found.items()}
