"""The way of a hazard: reported → assigned → rectified → closed after the re-check, or not a hazard.

Source: 查保促 ([W114][S004] in the domain notes): every hazard has a responsible department, a deadline and a
re-check; whoever put it right does not re-check it himself.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from events.choices.hazards import HazardState as S
from events.rules.room_flows import Move
from union.common.flows import FlowTable


class HazardAction(Enum):
    """What can be done with a hazard."""

    ASSIGN = "assign"
    REASSIGN = "reassign"
    REJECT = "reject"
    RECTIFY = "rectify"
    CLOSE = "close"
    SEND_BACK = "send_back"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "assign": "交办整改",
    "reassign": "改派或延期",
    "reject": "不属隐患",
    "rectify": "登记整改完成",
    "close": "复查合格，销号",
    "send_back": "复查不合格",
}
A = HazardAction
FLOW = FlowTable(
    "隐患",
    S,
    (
        Move(A.ASSIGN, frozenset({S.REPORTED}), S.ASSIGNED),
        Move(A.REJECT, frozenset({S.REPORTED}), S.REJECTED, note_required=True, quiet=True),
        Move(A.RECTIFY, frozenset({S.ASSIGNED}), S.RECTIFIED),
        Move(A.REASSIGN, frozenset({S.ASSIGNED}), S.ASSIGNED, note_required=True, quiet=True),
        Move(A.CLOSE, frozenset({S.RECTIFIED}), S.CLOSED),
        Move(A.SEND_BACK, frozenset({S.RECTIFIED}), S.ASSIGNED, note_required=True, quiet=True),
    ),
)
OPEN = (S.REPORTED, S.ASSIGNED, S.RECTIFIED)
COUNTED = (S.REPORTED, S.ASSIGNED, S.RECTIFIED, S.CLOSED)  # what was found and is a hazard
OF_DEPARTMENT = (A.RECTIFY,)  # done by the responsible department; all else by the office


def due_problem(found_on: dt.date, due_on: dt.date, today: dt.date) -> str:
    """Return why ``due_on`` cannot be a deadline set ``today``; "" if it can."""
    if due_on < today:
        return "整改期限已过，请填今天或以后的日期"
    if due_on < found_on:
        return "整改期限早于发现日期，请核对"
    return ""


def rate(closed: int, found: int) -> Decimal | None:
    """Return the share put right in percent with one decimal; None if nothing was found.

    >>> rate(14, 15)
    Decimal('93.3')
    """
    if not found:
        return None
    return (Decimal(closed) * 100 / found).quantize(Decimal("0.1"), ROUND_HALF_UP)


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the quarter that holds ``day``."""
    month = (day.month - 1) // 3 * 3 + 1
    first = day.replace(month=month, day=1)
    after = dt.date(day.year + month // 10, (month + 2) % 12 + 1, 1)
    return first, after - dt.timedelta(days=1)
