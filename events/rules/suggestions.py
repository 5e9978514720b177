"""The way of a suggestion: handed in → adopted or not → carried out; an award once adopted.

The award is paid by somebody else than gave it, and a wrong payment is taken back in red and paid again.

Source: 合理化建议 are collected, selected, awarded ([S000][S002] in the domain notes); an award of at most
what the rule set ``suggestion_award`` says ([W32]).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from events.choices.suggestions import SuggestionState as S
from events.rules.room_flows import Move
from union.common.flows import FlowTable


class SuggestionAction(Enum):
    """What can be done with a suggestion."""

    ADOPT = "adopt"
    DECLINE = "decline"
    CARRY_OUT = "carry_out"
    AWARD = "award"
    PAY = "pay"
    UNPAY = "unpay"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "adopt": "采纳",
    "decline": "不采纳",
    "carry_out": "登记实施情况",
    "award": "登记奖励",
    "pay": "支付入账",
    "unpay": "冲销支付",
    "withdraw": "撤回",
}
A = SuggestionAction
FLOW = FlowTable(
    "建议",
    S,
    (
        Move(A.ADOPT, frozenset({S.SUBMITTED}), S.ADOPTED),
        Move(A.DECLINE, frozenset({S.SUBMITTED}), S.DECLINED, note_required=True, quiet=True),
        Move(A.CARRY_OUT, frozenset({S.ADOPTED}), S.CARRIED_OUT),
        Move(A.AWARD, frozenset({S.ADOPTED, S.CARRIED_OUT}), quiet=True),
        Move(A.PAY, frozenset({S.ADOPTED, S.CARRIED_OUT}), quiet=True),
        Move(A.UNPAY, frozenset({S.ADOPTED, S.CARRIED_OUT}), note_required=True, quiet=True),
        Move(A.WITHDRAW, frozenset({S.SUBMITTED}), S.WITHDRAWN, quiet=True),
    ),
)
COUNTED = (S.SUBMITTED, S.ADOPTED, S.DECLINED, S.CARRIED_OUT)
ADOPTED = (S.ADOPTED, S.CARRIED_OUT)


def award_problem(amount: Decimal | None, limits: Mapping[str, Any]) -> str:
    """Return why an award of ``amount`` yuan is too high; "" if it is not, or there is no rule.

    >>> award_problem(Decimal(600), {"award_max": 500})
    '每项奖励不超过 500 元，请核减'
    """
    most = limits.get("award_max")
    if amount is not None and most is not None and amount > Decimal(str(most)):
        return f"每项奖励不超过 {most} 元，请核减"
    return ""
