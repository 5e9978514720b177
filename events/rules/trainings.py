"""The ways of a training and of a meeting, and how hours are counted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from events.choices.trainings import MeetingState as M
from events.choices.trainings import TestResult, TrainingKind
from events.choices.trainings import TrainingState as T
from events.rules.room_flows import Move
from union.common.flows import FlowTable

_PASS, _EXCELLENT = 60, 90


class TrainingAction(Enum):
    """What can be done with a training."""

    HOLD = "hold"
    CANCEL = "cancel"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {"hold": "登记已举办", "cancel": "取消培训", "reopen": "重新登记"}[self.value]


class MeetingAction(Enum):
    """What can be done with a meeting."""

    INVITE = "invite"
    HOLD = "hold"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _MEETING_LABELS[self.value]


_MEETING_LABELS = {
    "invite": "发出通知",
    "hold": "登记已召开",
    "confirm": "纪要定稿",
    "reopen": "退回修改纪要",
    "cancel": "取消会议",
}
TRAININGS = FlowTable(
    "培训",
    T,
    (
        Move(TrainingAction.HOLD, frozenset({T.PLANNED}), T.HELD),
        Move(TrainingAction.REOPEN, frozenset({T.HELD}), T.PLANNED, quiet=True),
        Move(TrainingAction.CANCEL, frozenset({T.PLANNED}), T.CANCELLED, note_required=True, quiet=True),
    ),
)
MEETINGS = FlowTable(
    "会议",
    M,
    (
        Move(MeetingAction.INVITE, frozenset({M.DRAFT}), M.INVITED),
        Move(MeetingAction.HOLD, frozenset({M.DRAFT, M.INVITED}), M.HELD),
        Move(MeetingAction.CONFIRM, frozenset({M.HELD}), M.CONFIRMED),
        Move(MeetingAction.REOPEN, frozenset({M.CONFIRMED}), M.HELD, note_required=True, quiet=True),
        Move(
            MeetingAction.CANCEL, frozenset({M.DRAFT, M.INVITED}), M.CANCELLED, note_required=True, quiet=True
        ),
    ),
)
SAFETY_KINDS = (TrainingKind.FIRE, TrainingKind.SAFETY)
MINUTED = (M.HELD, M.CONFIRMED)


def result_of(score: Decimal | None) -> str:
    """Return the result for a score out of 100; "" without one.

    >>> result_of(Decimal(60))
    <TestResult.PASSED: 'passed'>
    """
    if score is None:
        return ""
    if score >= _EXCELLENT:
        return TestResult.EXCELLENT
    return TestResult.PASSED if score >= _PASS else TestResult.FAILED


def total_hours(hours: Iterable[Decimal]) -> Decimal:
    """Return the sum of the hours of the sessions somebody attended."""
    return sum(hours, Decimal(0))
