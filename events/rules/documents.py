"""The way of a rule: draft → in force → repealed. A new edition repeals the one it replaces."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from events.choices.documents import DocumentState as S
from events.rules.records import RecordArrow
from union.common.flows import FlowTable

_LABELS = {"publish": "签发", "repeal": "废止"}


class DocumentAction(Enum):
    """What can be done with a rule."""

    PUBLISH = "publish"
    REPEAL = "repeal"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


A = DocumentAction
FLOW = FlowTable(
    "制度",
    S,
    (
        RecordArrow(A.PUBLISH, frozenset({S.DRAFT}), S.IN_FORCE, "decider"),
        RecordArrow(A.REPEAL, frozenset({S.IN_FORCE}), S.REPEALED, "decider", note_required=True, quiet=True),
    ),
)


def dates_problem(
    issued_on: dt.date, valid_from: dt.date, valid_until: dt.date | None, confirm_by: dt.date | None
) -> tuple[str, str]:
    """Return (field, sentence) for dates that cannot be, or two empty strings."""
    if valid_until is not None and valid_until < valid_from:
        return "valid_until", "失效日期早于生效日期，请核对"
    if valid_from < issued_on:
        return "valid_from", "生效日期早于发布日期：制度不溯及既往，请核对"
    if confirm_by is not None and confirm_by < issued_on:
        return "confirm_by", "确认期限早于发布日期，请核对"
    return "", ""
