"""换届 of union bodies: which step follows which, and what each needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from congress.choices.bodies import BodyElectionState as S
from congress.choices.bodies import BodySeat
from congress.rules.fractions import exceeds, reaches
from union.common.flows import FlowTable
from union.organisation.choices import Office
from union.organisation.rules.offices import GRANTABLE_BY_OFFICE

OFFICES: dict[BodySeat, tuple[Office, ...]] = {
    BodySeat.COMMITTEE: (Office.COMMITTEE_MEMBER,),
    BodySeat.CHAIR: (Office.CHAIR, Office.VICE_CHAIR),
    BodySeat.AUDIT: (Office.AUDITOR,),
    BodySeat.WOMEN: (Office.WOMEN_MEMBER,),
    BodySeat.BRANCH_CHAIR: (Office.BRANCH_CHAIR,),
    BodySeat.GROUP_LEADER: (Office.GROUP_LEADER,),
}


class BodyAction(TextChoices):
    """Steps of a change of office."""

    REPORT_CANDIDATES = "report_candidates", "登记候选人报批"
    RECORD_RESULT = "record_result", "登记选举结果"
    RECORD_APPROVAL = "record_approval", "登记结果批复"
    SUBMIT = "submit", "提请任命"
    TAKE_OFFICE = "take_office", "办理到任"
    RETURN = "return", "退回核对"
    CANCEL = "cancel", "取消"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow."""

    action: BodyAction
    sources: frozenset[S]
    target: S


FLOW = FlowTable(
    "这次换届",
    S,
    (
        Step(BodyAction.REPORT_CANDIDATES, frozenset({S.PLANNED}), S.CANDIDATES),
        Step(BodyAction.RECORD_RESULT, frozenset({S.CANDIDATES}), S.HELD),
        Step(BodyAction.RECORD_APPROVAL, frozenset({S.HELD}), S.APPROVED),
        Step(BodyAction.SUBMIT, frozenset({S.APPROVED}), S.SUBMITTED),
        Step(BodyAction.TAKE_OFFICE, frozenset({S.APPROVED, S.SUBMITTED}), S.IN_OFFICE),
        Step(BodyAction.RETURN, frozenset({S.SUBMITTED}), S.APPROVED),
        Step(BodyAction.CANCEL, frozenset({S.PLANNED, S.CANDIDATES}), S.CANCELLED),
    ),
)


def needs_guard(seat: str) -> bool:
    """Say whether the winners' offices are given by 安全管理员, not by the union office (三员分立)."""
    return not set(OFFICES[BodySeat(seat)]) <= GRANTABLE_BY_OFFICE


def office_steps(state: str, seat: str) -> list[Step]:
    """Arrows the union office takes from ``state``: offices it cannot give are submitted, not taken."""
    left_out = {BodyAction.TAKE_OFFICE if needs_guard(seat) else BodyAction.SUBMIT, BodyAction.RETURN}
    if state == S.SUBMITTED:
        left_out.add(BodyAction.TAKE_OFFICE)
    return [step for step in FLOW.steps_from(state) if step.action not in left_out]


@dataclass(frozen=True, slots=True)
class Counts:
    """The tellers' numbers."""

    entitled: int
    present: int
    ballots_out: int
    ballots_in: int
    ballots_valid: int


def counts_problem(counts: Counts, votes: list[int]) -> str:
    """Return why the counts cannot stand; "" if they can (《工会基层组织选举工作条例》).

    Two thirds of those entitled must be present; more papers returned than issued makes the vote void.
    """
    short = not reaches(counts.present, counts.entitled, (2, 3))
    faults = (
        (counts.present > counts.entitled, f"实到 {counts.present} 人多于应到 {counts.entitled} 人，请核对"),
        (short, f"实到 {counts.present} 人，不足应到 {counts.entitled} 人的三分之二，选举无效"),
        (counts.ballots_in > counts.ballots_out, "收回的选票多于发出的选票，选举无效，应重新选举"),
        (counts.ballots_out > counts.present, "发出的选票多于实到人数，请核对"),
        (counts.ballots_valid > counts.ballots_in, "有效票多于收回的选票，请核对"),
        (max(votes, default=0) > counts.ballots_valid, "有候选人得票多于有效票，请核对"),
    )
    return next((text for is_wrong, text in faults if is_wrong), "")


def is_elected(votes: int, counts: Counts) -> bool:
    """Say whether more than half of all who are entitled (应到会人数的过半数) voted for somebody."""
    return exceeds(votes, counts.entitled, (1, 2))
