"""The way of a contest of work: running → finished (or cancelled); a finished one can be opened again.

Source: a contest needs a plan, its results and awards are registered ([S004][S002] in the domain notes).
"""

from __future__ import annotations

from enum import Enum

from events.choices.venues import CompetitionState as S
from events.rules.room_flows import Move
from union.common.flows import FlowTable


class CompetitionAction(Enum):
    """What can be done with a contest."""

    FINISH = "finish"
    REOPEN = "reopen"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {"finish": "登记已结束", "reopen": "重新登记", "cancel": "取消竞赛"}[self.value]


A = CompetitionAction
FLOW = FlowTable(
    "竞赛",
    S,
    (
        Move(A.FINISH, frozenset({S.RUNNING}), S.FINISHED),
        Move(A.REOPEN, frozenset({S.FINISHED}), S.RUNNING, quiet=True),
        Move(A.CANCEL, frozenset({S.RUNNING}), S.CANCELLED, note_required=True, quiet=True),
    ),
)
