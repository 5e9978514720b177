"""会籍接转: between branches of the hospital, in from another unit, out to another unit.

Source: 《工会会员会籍管理办法》 (会员劳动关系在哪里，会籍就在哪里；一次入会、动态接转). Between branches the
receiver's branch accepts; the office carries out. In and out need the other union's document and no receiver.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from members.choices import MembershipStatus, TransferKind
from members.choices import TransferState as S
from union.common.errors import DomainError, TransitionError
from union.common.flows import FlowTable
from union.organisation.choices import Right


class TransferAction(Enum):
    """What can be done with a transfer: the value stands in URLs, the label on buttons."""

    ACCEPT = "accept"
    REJECT = "reject"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {"accept": "同意接收", "reject": "不予接收", "complete": "办结", "withdraw": "撤回"}
OPEN: frozenset[S] = frozenset({S.PROPOSED, S.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``right`` is asked of the receiving branch for ACCEPT and REJECT, else of the member."""

    action: TransferAction
    sources: frozenset[S]
    target: S
    right: Right
    at_receiver: bool = False
    note_required: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        TransferAction.ACCEPT, frozenset({S.PROPOSED}), S.ACCEPTED, Right.PROPOSE_AS_BRANCH, at_receiver=True
    ),
    Step(
        TransferAction.REJECT,
        frozenset({S.PROPOSED}),
        S.REJECTED,
        Right.PROPOSE_AS_BRANCH,
        at_receiver=True,
        note_required=True,
    ),
    Step(TransferAction.COMPLETE, frozenset({S.ACCEPTED}), S.DONE, Right.DECIDE_MEMBERSHIP),
    Step(TransferAction.WITHDRAW, OPEN, S.WITHDRAWN, Right.EDIT_MEMBERS, note_required=True),
)
FLOW: FlowTable[Step] = FlowTable("这项接转", S, STEPS)
step_for, steps_from = FLOW.step_for, FLOW.steps_from
_KEPT = (MembershipStatus.ACTIVE, MembershipStatus.RETAINED)
_MAY_COME_IN = (MembershipStatus.TRANSFERRED_OUT,)


def first_state(kind: str) -> S:
    """Between branches the receiver is asked first; with another unit its paper stands for that."""
    return S.PROPOSED if kind == TransferKind.BRANCH else S.ACCEPTED


def check_start(
    kind: str,
    *,
    status: str,
    from_branch: int | None,
    to_branch: int | None,
    other_unit: str,
    document: str,
) -> None:
    """Refuse a transfer that cannot be: wrong state of membership, no receiver, same branch, no paper.

    Raises:
        TransitionError: the membership is in no state to be transferred this way.
        DomainError: something is missing; ``field`` names it.
    """
    allowed = _MAY_COME_IN if kind == TransferKind.IN else _KEPT
    if status not in allowed:
        words = "、".join(state.label for state in allowed)
        raise TransitionError(f"{TransferKind(kind).label}只适用于会籍为“{words}”的会员")
    if kind != TransferKind.OUT and to_branch is None:
        raise DomainError("请选择接收支会", field="to_branch")
    if kind == TransferKind.BRANCH and to_branch == from_branch:
        raise DomainError("接收支会与现支会相同，无需接转；调整科室或小组请修改档案", field="to_branch")
    if kind != TransferKind.BRANCH and not other_unit.strip():
        raise DomainError("请填写外单位工会名称", field="other_unit")
    if kind != TransferKind.BRANCH and not document.strip():
        raise DomainError("与外单位接转须填写接转依据（介绍信、接转单编号）", field="document")
