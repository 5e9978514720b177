"""The way of an application (入会申请): applicant → group → branch → committee.

Source: 《中国工会章程》第一条、第二条 (本人自愿申请，经工会基层委员会批准).
Group and branch give an opinion; only the committee approves. Membership starts on the day of
approval. Where there is no group leader, the branch (or the committee) may give the opinion in their place:
a later body may always act for an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from members.choices import JoinState as S
from union.common.flows import FlowTable
from union.organisation.choices import Right


class JoinAction(Enum):
    """What can be done with an application: the value stands in URLs, the label on buttons."""

    SUBMIT = "submit"
    GROUP_AGREE = "group-agree"
    BRANCH_AGREE = "branch-agree"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "submit": "提交申请",
    "group-agree": "小组同意",
    "branch-agree": "支会同意",
    "approve": "批准入会",
    "reject": "不予批准",
    "withdraw": "撤回申请",
}
OPEN: frozenset[S] = frozenset({S.DRAFT, S.SUBMITTED, S.GROUP_AGREED, S.BRANCH_AGREED})
_WAITING = frozenset({S.SUBMITTED, S.GROUP_AGREED, S.BRANCH_AGREED})


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``right`` None: the applicant (or the clerk who entered it) alone.

    ``early``: states from which a later body acts before an earlier one has given its opinion (a group
    without a leader); a note must then say why.
    """

    action: JoinAction
    sources: frozenset[S]
    target: S
    right: Right | None
    note_required: bool = False
    early: frozenset[S] = frozenset()

    def needs_note(self, state: str) -> bool:
        """Say whether the step must be explained: a refusal, or an opinion that is passed over."""
        return self.note_required or state in self.early


STEPS: tuple[Step, ...] = (
    Step(JoinAction.SUBMIT, frozenset({S.DRAFT}), S.SUBMITTED, None),
    Step(JoinAction.GROUP_AGREE, frozenset({S.SUBMITTED}), S.GROUP_AGREED, Right.PROPOSE_AS_GROUP),
    Step(
        JoinAction.BRANCH_AGREE,
        frozenset({S.SUBMITTED, S.GROUP_AGREED}),
        S.BRANCH_AGREED,
        Right.PROPOSE_AS_BRANCH,
        early=frozenset({S.SUBMITTED}),
    ),
    Step(
        JoinAction.APPROVE,
        _WAITING,
        S.APPROVED,
        Right.DECIDE_MEMBERSHIP,
        early=frozenset({S.SUBMITTED, S.GROUP_AGREED}),
    ),
    Step(JoinAction.REJECT, _WAITING, S.REJECTED, Right.DECIDE_MEMBERSHIP, note_required=True),
    Step(JoinAction.WITHDRAW, OPEN, S.WITHDRAWN, None),
)
FLOW: FlowTable[Step] = FlowTable("入会申请", S, STEPS)
step_for, steps_from = FLOW.step_for, FLOW.steps_from
