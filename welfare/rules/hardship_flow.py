"""The way of a hardship file (困难职工档案): from the application to 脱困 or 撤档, and back (返困).

Source: domain notes 6.2 ([W94] 云南省困难职工档案管理办法: 以家庭为单位、动态管理; [W95][W96] 申请 → 初审 →
入户 → 收入核对 → 公示 → 审批 → 帮扶, 撤档须说明; the publicity of N working days is data).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.choices.hardship import HardshipState as S


class HardshipAction(Enum):
    """What can be done with a file: the value stands in URLs, the label on buttons."""

    SUBMIT = "submit"
    REVIEW = "first-review"
    VISIT = "visit"
    CHECK = "check-income"
    PUBLISH = "publish"
    END = "end-publicity"
    APPROVE = "approve"
    TEMPORARY = "open-temporary"
    REGULAR = "make-regular"
    YEARLY = "yearly-review"
    EXIT = "exit"
    REMOVE = "remove"
    RELAPSE = "relapse"
    REAPPLY = "reapply"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return _LABELS[self.value]


_LABELS = {
    "submit": "提交申请",
    "first-review": "初审通过",
    "visit": "登记入户走访",
    "check-income": "登记收入核对",
    "publish": "开始公示",
    "end-publicity": "结束公示",
    "approve": "批准建档",
    "open-temporary": "临时建档",
    "make-regular": "转入正式程序",
    "yearly-review": "年度复核",
    "exit": "脱困",
    "remove": "撤档",
    "relapse": "返困重新申请",
    "reapply": "重新申请",
    "return": "退回补正",
    "reject": "不予通过",
    "withdraw": "撤回申请",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. ``right`` None: the person himself, and whoever handles files."""

    action: HardshipAction
    sources: frozenset[S]
    target: S
    right: Right | None
    note_required: bool = False
    primary: bool = False


_ON_THE_WAY = frozenset({S.APPLIED, S.REVIEWED, S.VISITED, S.CHECKED, S.PUBLIC, S.PUBLISHED})
_HELPED = frozenset({S.ON_FILE, S.TEMPORARY})
_HANDLE, _APPROVE = Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP
FLOW = FlowTable(
    "这份困难档案",
    S,
    (
        Step(HardshipAction.SUBMIT, frozenset({S.DRAFT}), S.APPLIED, None, primary=True),
        Step(HardshipAction.REVIEW, frozenset({S.APPLIED}), S.REVIEWED, _HANDLE, primary=True),
        Step(HardshipAction.VISIT, frozenset({S.REVIEWED}), S.VISITED, _HANDLE, primary=True),
        Step(HardshipAction.CHECK, frozenset({S.VISITED}), S.CHECKED, _HANDLE, primary=True),
        Step(HardshipAction.PUBLISH, frozenset({S.CHECKED}), S.PUBLIC, _HANDLE, primary=True),
        Step(HardshipAction.END, frozenset({S.PUBLIC}), S.PUBLISHED, _HANDLE, primary=True),
        Step(HardshipAction.APPROVE, frozenset({S.PUBLISHED}), S.ON_FILE, _APPROVE, primary=True),
        Step(HardshipAction.TEMPORARY, frozenset({S.REVIEWED}), S.TEMPORARY, _APPROVE, note_required=True),
        Step(HardshipAction.REGULAR, frozenset({S.TEMPORARY}), S.REVIEWED, _HANDLE),
        Step(HardshipAction.YEARLY, frozenset({S.ON_FILE}), S.ON_FILE, _HANDLE, primary=True),
        Step(HardshipAction.EXIT, _HELPED, S.EXITED, _APPROVE, note_required=True),
        Step(HardshipAction.REMOVE, _HELPED, S.REMOVED, _APPROVE, note_required=True),
        Step(HardshipAction.RELAPSE, frozenset({S.EXITED}), S.DRAFT, None, note_required=True),
        Step(HardshipAction.REAPPLY, frozenset({S.REJECTED, S.WITHDRAWN, S.REMOVED}), S.DRAFT, None),
        Step(HardshipAction.RETURN, _ON_THE_WAY, S.DRAFT, _HANDLE, note_required=True),
        Step(HardshipAction.REJECT, _ON_THE_WAY, S.REJECTED, _HANDLE, note_required=True),
        Step(HardshipAction.WITHDRAW, _ON_THE_WAY | {S.DRAFT}, S.WITHDRAWN, None),
    ),
)
ON_THE_WAY = _ON_THE_WAY
HELPED = _HELPED
# The household's facts rest while what was checked, shown and approved must stay what it was.
EDITABLE = frozenset({S.DRAFT, S.APPLIED, S.REVIEWED, S.VISITED, S.TEMPORARY, S.ON_FILE})
CLOSED = frozenset({S.EXITED, S.REMOVED, S.REJECTED, S.WITHDRAWN})
