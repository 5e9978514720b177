"""Membership (会籍) as dated states: the table of arrows and what each step asks for.

Sources: 《中国工会章程》第六条 (退会、视为自动退会), 第七条 (开除会籍), 第八条 (保留会籍);
《工会会员会籍管理办法》(总工发〔2016〕): 会员劳动（工作）关系在哪里，会籍就在哪里；一次入会、动态接转.
No date and no remark in a file takes a step by itself: a person with the right does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from members.choices import MembershipStatus as S
from members.choices import RetainReason
from union.common.errors import DomainError, TransitionError
from union.organisation.choices import Right

# 章程第六条: all four must hold before membership counts as given up.
LAPSE_FACTS: tuple[tuple[str, str], ...] = (
    ("no_good_reason", "没有正当理由"),
    ("six_months_unpaid", "连续六个月不交纳会费"),
    ("no_union_life", "不参加工会组织生活"),
    ("refused_after_education", "经教育拒不改正"),
)

OUTSIDE = ""  # no row in the registry yet


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow ``source`` → ``target``: its word on a button, who may, what must be given.

    ``by_hand`` False: only the flow of that name (application, transfer) takes it, not the change page.
    """

    source: str
    target: S
    label: str
    right: Right
    document_required: bool = False
    note_required: bool = False
    reason_required: bool = False
    facts_required: bool = False
    by_hand: bool = True


_DECIDE, _EDIT = Right.DECIDE_MEMBERSHIP, Right.EDIT_MEMBERS

STEPS: tuple[Step, ...] = (
    Step(OUTSIDE, S.ACTIVE, "登记入册", _EDIT, by_hand=False),
    Step(OUTSIDE, S.APPLICANT, "申请入会", _EDIT, by_hand=False),
    Step(S.APPLICANT, S.ACTIVE, "批准入会", _DECIDE, by_hand=False),
    Step(S.APPLICANT, S.WITHDRAWN, "终止申请", _DECIDE, note_required=True),
    Step(S.ACTIVE, S.RETAINED, "办理保留会籍", _DECIDE, reason_required=True),
    Step(S.ACTIVE, S.TRANSFERRED_OUT, "转出", _DECIDE, document_required=True, by_hand=False),
    Step(S.ACTIVE, S.WITHDRAWN, "办理退会", _DECIDE, note_required=True),
    Step(S.ACTIVE, S.LAPSED, "视为自动退会", _DECIDE, note_required=True, facts_required=True),
    Step(S.ACTIVE, S.EXPELLED, "开除会籍", _DECIDE, document_required=True, note_required=True),
    Step(S.ACTIVE, S.DECEASED, "登记去世", _EDIT),
    Step(S.RETAINED, S.ACTIVE, "恢复会籍", _DECIDE, note_required=True),
    Step(S.RETAINED, S.RETAINED, "变更保留原因", _DECIDE, reason_required=True, note_required=True),
    Step(S.RETAINED, S.TRANSFERRED_OUT, "转出", _DECIDE, document_required=True, by_hand=False),
    Step(S.RETAINED, S.WITHDRAWN, "办理退会", _DECIDE, note_required=True),
    Step(S.RETAINED, S.EXPELLED, "开除会籍", _DECIDE, document_required=True, note_required=True),
    Step(S.RETAINED, S.DECEASED, "登记去世", _EDIT),
    Step(S.TRANSFERRED_OUT, S.ACTIVE, "转入", _DECIDE, document_required=True, by_hand=False),
    Step(S.TRANSFERRED_OUT, S.APPLICANT, "重新申请入会", _EDIT, by_hand=False),
    Step(S.WITHDRAWN, S.APPLICANT, "重新申请入会", _EDIT, by_hand=False),
    Step(S.LAPSED, S.APPLICANT, "重新申请入会", _EDIT, by_hand=False),
    Step(S.EXPELLED, S.APPLICANT, "重新申请入会", _EDIT, by_hand=False),
)
_BY_PAIR = {(step.source, step.target): step for step in STEPS}


def step_between(source: str, target: str) -> Step:
    """Return the arrow from ``source`` to ``target``; ``source`` "" is a person not registered yet.

    >>> step_between("active", "retained").label
    '办理保留会籍'

    Raises:
        TransitionError: the table has no such arrow.
    """
    step = _BY_PAIR.get((source, S(target)))
    if step is None:
        state = S(source).label if source else "未登记"
        raise TransitionError(f"会籍“{state}”不能直接变为“{S(target).label}”，请核对会籍变动记录")
    return step


def steps_by_hand(source: str) -> tuple[Step, ...]:
    """Arrows out of ``source`` that a clerk takes on the change page, in the table's order."""
    return tuple(step for step in STEPS if step.source == source and step.by_hand)


def check_input(
    step: Step, *, document: str = "", note: str = "", retain_reason: str = "", facts: Collection[str] = ()
) -> None:
    """Refuse a step whose document, reason, explanation or confirmed facts are missing.

    Raises:
        DomainError: what is missing, and the article that asks for it; ``field`` names the form field.
    """
    if step.reason_required and retain_reason not in RetainReason.values:
        raise DomainError("保留会籍须注明原因（《中国工会章程》第八条）", field="retain_reason")
    if step.document_required and not document.strip():
        raise DomainError(f"{step.label}须填写依据文件", field="document")
    if step.note_required and not note.strip():
        raise DomainError(f"{step.label}须填写说明", field="note")
    missing = [label for key, label in LAPSE_FACTS if key not in facts] if step.facts_required else []
    if missing:
        listed = "、".join(missing)
        raise DomainError(
            f"视为自动退会须四项条件同时具备（《中国工会章程》第六条），尚未核实：{listed}", field="facts"
        )


def check_date(
    effective_on: dt.date, *, today: dt.date, previous_on: dt.date | None, joined_on: dt.date | None
) -> None:
    """Refuse a day that lies ahead, before the previous change, or before the person joined.

    ``previous_on`` is None when the only change so far is the registration itself: a roster is
    registered years after people joined, and their older changes are entered afterwards.

    Raises:
        DomainError: with the day that bounds it.
    """
    if effective_on > today:
        raise DomainError("生效日期还没有到，请在当天或之后办理；日期不会自动改变会籍", field="effective_on")
    if previous_on is not None and effective_on < previous_on:
        raise DomainError(f"生效日期早于上一次会籍变动（{previous_on}），请核对", field="effective_on")
    if joined_on is not None and effective_on < joined_on:
        raise DomainError(f"生效日期早于入会时间（{joined_on}），请核对", field="effective_on")
