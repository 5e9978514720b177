"""The ways of the papers of dues: requests, authorisations, cases of months unpaid.

Source: 《中国工会章程》第六条 — who without good reason pays no dues for six months, takes no part in union
life and refuses after education is *regarded* as having left; the product flags and records, people decide.
Requests: “经批准可短期免缴” [W06], decided by another person than the one who asked. Authorisation: signed by
the member, seen by branch or group, approved by the office [G2].
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from members.choices import DuesAuthorisationState as A
from members.choices import DuesRequestState as R
from members.choices import UnpaidCaseState as U
from members.rules.membership import LAPSE_FACTS
from union.common.dates import months_between
from union.common.errors import DomainError
from union.common.flows import FlowTable
from union.organisation.choices import Right

LONGEST_WAIVER = 24  # months: “短期”; a longer one is asked for again
UNPAID_MONTHS = 6


class RequestAction(Enum):
    """What can be done with a request."""

    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {"approve": "批准", "reject": "不批准", "withdraw": "撤回"}[self.value]


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One arrow; the right is asked over the member."""

    action: RequestAction
    sources: frozenset[R]
    target: R
    right: Right
    note_required: bool = False


REQUESTS: FlowTable[RequestStep] = FlowTable(
    "这项申请",
    R,
    (
        RequestStep(RequestAction.APPROVE, frozenset({R.ASKED}), R.APPROVED, Right.DECIDE_DUES),
        RequestStep(RequestAction.REJECT, frozenset({R.ASKED}), R.REJECTED, Right.DECIDE_DUES, True),
        RequestStep(RequestAction.WITHDRAW, frozenset({R.ASKED}), R.WITHDRAWN, Right.COLLECT_DUES),
    ),
)


class AuthorisationAction(Enum):
    """What can be done with an authorisation."""

    SEE = "see"
    APPROVE = "approve"
    REJECT = "reject"
    END = "end"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {"see": "审核通过", "approve": "批准生效", "reject": "不批准", "end": "终止授权"}[self.value]


@dataclass(frozen=True, slots=True)
class AuthorisationStep:
    """One arrow; the right is asked over the member."""

    action: AuthorisationAction
    sources: frozenset[A]
    target: A
    right: Right


AUTHORISATIONS: FlowTable[AuthorisationStep] = FlowTable(
    "这项授权",
    A,
    (
        AuthorisationStep(AuthorisationAction.SEE, frozenset({A.SIGNED}), A.SEEN, Right.COLLECT_DUES),
        AuthorisationStep(AuthorisationAction.APPROVE, frozenset({A.SEEN}), A.APPROVED, Right.CLOSE_DUES),
        AuthorisationStep(
            AuthorisationAction.REJECT, frozenset({A.SIGNED, A.SEEN}), A.REJECTED, Right.CLOSE_DUES
        ),
        AuthorisationStep(AuthorisationAction.END, frozenset({A.APPROVED}), A.ENDED, Right.CLOSE_DUES),
    ),
)


class UnpaidAction(Enum):
    """What is recorded in a case."""

    REMIND = "remind"
    TALK = "talk"
    KEEP = "keep"
    LAPSE = "lapse"
    SETTLE = "settle"

    @property
    def label(self) -> str:
        """Word on the button."""
        return {
            "remind": "记录催缴", "talk": "记录谈话", "keep": "委员会决定：保留会籍",
            "lapse": "委员会决定：视为自动退会", "settle": "已补缴，结束",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnpaidStep:
    """One arrow of a case. ``facts_required``: the four conditions of the charter, each confirmed."""

    action: UnpaidAction
    sources: frozenset[U]
    target: U
    right: Right
    facts_required: bool = False


CASES: FlowTable[UnpaidStep] = FlowTable(
    "这件个案",
    U,
    (
        UnpaidStep(UnpaidAction.REMIND, frozenset({U.OPEN, U.REMINDED}), U.REMINDED, Right.COLLECT_DUES),
        UnpaidStep(UnpaidAction.TALK, frozenset({U.REMINDED, U.TALKED}), U.TALKED, Right.COLLECT_DUES),
        UnpaidStep(UnpaidAction.KEEP, frozenset({U.REMINDED, U.TALKED}), U.KEPT, Right.DECIDE_DUES),
        UnpaidStep(UnpaidAction.LAPSE, frozenset({U.TALKED}), U.LAPSED, Right.DECIDE_DUES, True),
        UnpaidStep(
            UnpaidAction.SETTLE, frozenset({U.OPEN, U.REMINDED, U.TALKED}), U.PAID, Right.COLLECT_DUES
        ),
    ),
)
OPEN_CASES = frozenset({U.OPEN, U.REMINDED, U.TALKED})


def check_facts(step: UnpaidStep, facts: list[str]) -> None:
    """Refuse a lapse before all four conditions of the charter are confirmed.

    Raises:
        DomainError: names what is missing.
    """
    missing = [label for key, label in LAPSE_FACTS if key not in facts] if step.facts_required else []
    if missing:
        raise DomainError(
            f"视为自动退会须四项条件同时具备（《中国工会章程》第六条），尚未核实：{'、'.join(missing)}",
            field="facts",
        )


def check_waiver(first: dt.date, last: dt.date) -> None:
    """Refuse months in the wrong order, or too many of them.

    Raises:
        DomainError: with the rule.
    """
    if last < first:
        raise DomainError("截止月份早于起始月份", field="last_month")
    if months_between(first, last) >= LONGEST_WAIVER:
        raise DomainError(
            f"免缴一次最多 {LONGEST_WAIVER} 个月（短期免缴）；到期仍困难的请再次申请", field="last_month"
        )
