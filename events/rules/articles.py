"""The way of an article: draft → submitted → published, given back, not used; or taken down.

Source: 通讯员 and 优秀通讯员 in [S000], [S002]; review before publication is the union's working order.
Nobody reviews his own.
"""

from __future__ import annotations

from enum import Enum

from events.choices.articles import ArticleState as S
from events.rules.records import RecordArrow
from union.common.flows import FlowTable

SHORTEST = 20
_LABELS = {
    "submit": "投稿", "publish": "刊发", "return": "退回修改", "reject": "不采用", "withdraw": "撤下",
}  # fmt: skip


class ArticleAction(Enum):
    """What can be done with an article."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


A = ArticleAction
FLOW = FlowTable(
    "稿件",
    S,
    (
        RecordArrow(A.SUBMIT, frozenset({S.DRAFT}), S.SUBMITTED, "author"),
        RecordArrow(A.PUBLISH, frozenset({S.SUBMITTED}), S.PUBLISHED, "decider"),
        RecordArrow(A.RETURN, frozenset({S.SUBMITTED}), S.DRAFT, "decider", note_required=True, quiet=True),
        RecordArrow(
            A.REJECT, frozenset({S.SUBMITTED}), S.REJECTED, "decider", note_required=True, quiet=True
        ),
        RecordArrow(
            A.WITHDRAW, frozenset({S.PUBLISHED}), S.WITHDRAWN, "decider", note_required=True, quiet=True
        ),
    ),
)


def body_problem(body: str) -> str:
    """Return why an article cannot be handed in; "" if it can. A title alone is no article."""
    count = len("".join(body.split()))
    return f"正文只有 {count} 字，至少写 {SHORTEST} 字再投稿" if count < SHORTEST else ""
