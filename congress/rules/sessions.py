"""The way of a session: prepared, preliminary meeting, formal meeting, closed, archived."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from congress.choices.terms import SessionState as S
from congress.choices.terms import Stage
from union.common.flows import FlowTable


class SessionAction(TextChoices):
    """Steps of the union office."""

    BEGIN_PRELIMINARY = "begin_preliminary", "开始预备会议"
    OPEN = "open", "开幕"
    CLOSE = "close", "闭幕"
    ARCHIVE = "archive", "归档"
    CANCEL = "cancel", "取消会议"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``quorum_of``: the stage that must have been declared valid before."""

    action: SessionAction
    sources: frozenset[S]
    target: S
    note_required: bool = False
    quorum_of: Stage | None = None


FLOW = FlowTable(
    "这次会议",
    S,
    (
        Step(SessionAction.BEGIN_PRELIMINARY, frozenset({S.PREPARING}), S.PRELIMINARY),
        Step(SessionAction.OPEN, frozenset({S.PREPARING, S.PRELIMINARY}), S.OPEN),
        Step(SessionAction.CLOSE, frozenset({S.OPEN}), S.CLOSED, quorum_of=Stage.FORMAL),
        Step(SessionAction.ARCHIVE, frozenset({S.CLOSED}), S.ARCHIVED),
        Step(SessionAction.CANCEL, frozenset({S.PREPARING, S.PRELIMINARY}), S.CANCELLED, note_required=True),
    ),
)
STAGE_OF: dict[S, Stage] = {S.PRELIMINARY: Stage.PRELIMINARY, S.OPEN: Stage.FORMAL}
