"""The ways of an aid application (帮扶申请) and of a payment list (发放清单).

Sources: domain notes 6.2 ([G22] 申请 → 初审 → 终审 → 已领款 with an amount at each step; [G2] a refusal at
any level ends it; [W97][W98] 实名发放到卡). The list is closed before it is approved, and paid only as it
was approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.aid import AidState as S
from welfare.choices.aid import PaymentState as P


class AidAction(Enum):
    """What can be done with an application."""

    REVIEW = "review"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    GIVE_UP = "give-up"  # of money the bank returned; nothing else that was approved

    @property
    def label(self) -> str:
        """Word on the button."""
        return _AID_LABELS[self.value]


class PaymentAction(Enum):
    """What can be done with a payment list."""

    LOCK = "lock"
    UNLOCK = "unlock"
    APPROVE = "approve"
    PAY = "pay"
    SIGN = "sign"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _PAYMENT_LABELS[self.value]


_AID_LABELS = {
    "review": "审核",
    "approve": "批准",
    "return": "退回审核",
    "reject": "不予帮扶",
    "withdraw": "撤回申请",
    "give-up": "终止发放",
}
_PAYMENT_LABELS = {
    "lock": "锁定送审",
    "unlock": "退回编制",
    "approve": "批准发放",
    "pay": "发放并入账",
    "sign": "登记签收",
    "cancel": "作废",
}


@dataclass(frozen=True, slots=True)
class AidStep:
    """One arrow. ``right`` None: whoever applied, and whoever handles."""

    action: AidAction
    sources: frozenset[S]
    target: S
    right: Right | None
    note_required: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class PaymentStep:
    """One arrow of a list."""

    action: PaymentAction
    sources: frozenset[P]
    target: P
    right: Right
    note_required: bool = False
    primary: bool = False


_HANDLE, _APPROVE, _PAY = Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP, Right.PAY_AID
AID = FlowTable(
    "这项帮扶申请",
    S,
    (
        AidStep(AidAction.REVIEW, frozenset({S.APPLIED}), S.REVIEWED, _HANDLE, primary=True),
        AidStep(AidAction.APPROVE, frozenset({S.REVIEWED}), S.APPROVED, _APPROVE, primary=True),
        AidStep(AidAction.RETURN, frozenset({S.REVIEWED}), S.APPLIED, _APPROVE, note_required=True),
        AidStep(AidAction.REJECT, frozenset({S.APPLIED}), S.REJECTED, _HANDLE, note_required=True),
        AidStep(AidAction.WITHDRAW, frozenset({S.APPLIED}), S.WITHDRAWN, None),
        AidStep(AidAction.GIVE_UP, frozenset({S.APPROVED}), S.WITHDRAWN, _APPROVE, note_required=True),
    ),
)
PAYMENT = FlowTable(
    "这份发放清单",
    P,
    (
        PaymentStep(PaymentAction.LOCK, frozenset({P.OPEN}), P.LOCKED, _PAY, primary=True),
        PaymentStep(PaymentAction.UNLOCK, frozenset({P.LOCKED}), P.OPEN, _APPROVE, note_required=True),
        PaymentStep(PaymentAction.APPROVE, frozenset({P.LOCKED}), P.APPROVED, _APPROVE, primary=True),
        PaymentStep(PaymentAction.PAY, frozenset({P.APPROVED}), P.PAID, _PAY, primary=True),
        PaymentStep(PaymentAction.SIGN, frozenset({P.PAID}), P.SIGNED, _PAY, primary=True),
        PaymentStep(PaymentAction.CANCEL, frozenset({P.OPEN}), P.CANCELLED, _PAY),
    ),
)
# An application that stands: a second one for the same thing is double aid.
STANDING = frozenset({S.APPLIED, S.REVIEWED, S.APPROVED, S.LISTED, S.PAID, S.SIGNED})
GIVEN = frozenset({S.PAID, S.SIGNED})
# Lists whose rows the bank may still return.
RETURNABLE = frozenset({P.PAID, P.SIGNED})
