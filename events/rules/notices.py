"""The way of a notice: draft → published → withdrawn → draft."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from events.choices.notices import BulletinState as S
from events.rules.records import RecordArrow
from union.common.flows import FlowTable

_LABELS = {"publish": "发布", "withdraw": "撤回", "revise": "重新编辑"}


class BulletinAction(Enum):
    """What can be done with a notice."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REVISE = "revise"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


A = BulletinAction
FLOW = FlowTable(
    "通知",
    S,
    (
        RecordArrow(A.PUBLISH, frozenset({S.DRAFT}), S.PUBLISHED),
        RecordArrow(A.WITHDRAW, frozenset({S.PUBLISHED}), S.WITHDRAWN, note_required=True, quiet=True),
        RecordArrow(A.REVISE, frozenset({S.WITHDRAWN}), S.DRAFT, quiet=True),
    ),
)


def window_problem(
    visible_from: dt.date, visible_until: dt.date | None, confirm_by: dt.date | None, today: dt.date
) -> tuple[str, str]:
    """Return (field, sentence) for dates that cannot be, or two empty strings.

    A notice that ends on 1 March and must be confirmed by 5 March: nobody could confirm it.
    """
    if visible_until is not None and visible_until < visible_from:
        return "visible_until", "“展示至”早于发布日期，请核对"
    if visible_until is not None and visible_until < today:
        return "visible_until", "“展示至”已经过去，发布后没有人能看到"
    if confirm_by is not None and confirm_by < visible_from:
        return "confirm_by", "确认期限早于发布日期，请核对"
    if confirm_by is not None and visible_until is not None and confirm_by > visible_until:
        return "confirm_by", "确认期限晚于“展示至”，届时已经看不到通知"
    return "", ""
