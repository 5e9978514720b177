"""Mediation: accepted by the union, led by a named mediator, ended by an agreement or by its deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from congress.choices.mediations import MediationAction as A
from congress.choices.mediations import MediationKind
from congress.choices.mediations import MediationState as S
from congress.choices.registers import Party
from congress.rules.registers import arrow
from union.common.flows import FlowTable

_O, _M = Party.OFFICE, Party.MEDIATOR
FLOW = FlowTable(
    "这件调解",
    S,
    (
        arrow(A.ACCEPT, (S.APPLIED,), S.MEDIATING, _O, primary=True),
        arrow(A.AGREE, (S.MEDIATING,), S.AGREED, _O, _M, primary=True),
        arrow(A.FULFIL, (S.AGREED,), S.FULFILLED, _O, _M, primary=True),
        arrow(A.HAND_OVER, (S.MEDIATING,), S.MEDIATING, _O, note_required=True),
        arrow(A.FAIL, (S.MEDIATING,), S.FAILED, _O, _M, note_required=True),
        arrow(A.BREAK, (S.AGREED,), S.BROKEN, _O, _M, note_required=True),
        arrow(A.REFUSE, (S.APPLIED,), S.REFUSED, _O, note_required=True),
        arrow(A.WITHDRAW, (S.APPLIED, S.MEDIATING), S.WITHDRAWN, _O, _M, note_required=True),
    ),
)
OPEN = (S.APPLIED, S.MEDIATING, S.AGREED)


def deadline(kind: str, accepted_on: dt.date, *, labour_days: int, days: int) -> dt.date:
    """Last day of a mediation: labour disputes end within fifteen days (《劳动争议调解仲裁法》第十四条).

    >>> deadline("labour", dt.date(2026, 3, 1), labour_days=15, days=30)
    datetime.date(2026, 3, 16)
    """
    return accepted_on + dt.timedelta(days=labour_days if kind == MediationKind.LABOUR else days)


def party_problem(roles: Collection[str]) -> str:
    """Return what is missing among the parties; "" if both sides are there."""
    return "" if {"applicant", "respondent"} <= set(roles) else "请先登记申请人和被申请人"
