"""院务公开: drafted, looked at by somebody else, published; what comes again comes again."""

from __future__ import annotations

from congress.choices.disclosures import DisclosureAction as A
from congress.choices.disclosures import DisclosureState as S
from congress.choices.registers import Party
from congress.rules.registers import arrow
from union.common.flows import FlowTable

_O, _P = Party.OFFICE, Party.APPROVER
FLOW = FlowTable(
    "这项公开",
    S,
    (
        arrow(A.DRAFT, (S.DUE,), S.DRAFTED, _O, primary=True),
        arrow(A.APPROVE, (S.DRAFTED,), S.APPROVED, _P, primary=True),
        arrow(A.RETURN, (S.DRAFTED,), S.DUE, _P, note_required=True),
        arrow(A.PUBLISH, (S.APPROVED,), S.PUBLISHED, _O, primary=True),
        arrow(A.SKIP, (S.DUE,), S.SKIPPED, _O, note_required=True),
        arrow(A.WITHDRAW, (S.PUBLISHED,), S.WITHDRAWN, _O, note_required=True),
    ),
)
OPEN = (S.DUE, S.DRAFTED, S.APPROVED)
SHOWN_TO_STAFF = ("staff", "both")
