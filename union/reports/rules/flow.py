"""The way of a report: written, reviewed by the chair, issued by the leadership."""

from __future__ import annotations

from dataclasses import dataclass

from union.common.flows import FlowTable
from union.organisation.choices import Right
from union.reports.choices import ReportAction as A
from union.reports.choices import ReportState as S


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow: who may take it, from where to where, and whether words are compulsory."""

    action: A
    sources: frozenset[S]
    target: S
    right: Right
    note_required: bool = False


STEPS: tuple[Step, ...] = (
    Step(A.SUBMIT, frozenset({S.DRAFT}), S.IN_REVIEW, Right.BUILD_REPORTS),
    Step(A.APPROVE, frozenset({S.IN_REVIEW}), S.APPROVED, Right.APPROVE_REPORTS),
    Step(A.RETURN, frozenset({S.IN_REVIEW}), S.DRAFT, Right.APPROVE_REPORTS, note_required=True),
    Step(A.ISSUE, frozenset({S.APPROVED}), S.FINAL, Right.ISSUE_REPORTS),
    Step(A.SEND_BACK, frozenset({S.APPROVED}), S.DRAFT, Right.ISSUE_REPORTS, note_required=True),
)
FLOW: FlowTable[Step] = FlowTable("这份报告", S, STEPS)
step_for, steps_from = FLOW.step_for, FLOW.steps_from
# Who sees a report that stands there, beside those who write them (BUILD_REPORTS).
READERS: dict[S, frozenset[Right]] = {
    S.DRAFT: frozenset(),
    S.IN_REVIEW: frozenset({Right.APPROVE_REPORTS}),
    S.APPROVED: frozenset({Right.APPROVE_REPORTS, Right.ISSUE_REPORTS}),
    S.FINAL: frozenset({Right.APPROVE_REPORTS, Right.ISSUE_REPORTS, Right.VIEW_REPORTS}),
}
