"""The table of arrows against a hand-written list of the arrows the rules name (domain.md §4.2)."""

import pytest

from congress.choices.motions import Filing as F  # noqa: N817
from congress.choices.motions import MotionAction as A
from congress.choices.motions import MotionState as S
from congress.choices.motions import Party as P  # noqa: N817
from congress.rules.motions_table import ARROWS, BALL, FLOW, allows
from union.common.errors import TransitionError

# Written by hand from the sources: who moves what from where to where. Not read from the table.
NAMED = """
mover: draft > seconding; seconding > draft; seconding > submitted; draft > submitted; returned > submitted
mover: draft > withdrawn; seconding > withdrawn; submitted > withdrawn
mover: returned > withdrawn; reviewing > withdrawn
committee: submitted > reviewing; submitted > returned; reviewing > returned
office: reviewing > registered; reviewing > merged; reviewing > not_filed; merged > reviewing
office: registered > instructing; instructed > assigned; registered > assigned; declined > assigned
leader: instructing > instructed
lead: assigned > declined; assigned > handling
lead: handling > drafted; handling > countersigning; handling > handling
assist: countersigning > drafted; countersigning > countersigning; countersigning > handling
leader: drafted > signed; drafted > handling
lead: signed > delivered
office: signed > delivered
rater: delivered > rated; delivered > delivered; delivered > redo
office: delivered > rated; delivered > delivered; delivered > redo
office: redo > assigned; rated > closed; rated > tracked; delivered > closed; delivered > tracked
lead: tracked > closed
office: tracked > closed; closed > archived; not_filed > archived
"""


def named():
    for line in NAMED.strip().splitlines():
        party, moves = line.split(": ")
        for move in moves.split("; "):
            source, target = move.split(" > ")
            yield P(party), S(source), S(target)


def test_the_table_has_exactly_the_arrows_the_rules_name():
    table = {
        (party, source, target)
        for arrow in ARROWS for party in arrow.parties for source in arrow.sources for target in arrow.targets
    }  # fmt: skip

    assert table == set(named())


def test_every_state_has_a_holder_and_is_reached():
    reached = {S.DRAFT} | {target for arrow in ARROWS for target in arrow.targets}

    assert set(BALL) == set(S) == reached


@pytest.mark.parametrize("state", S)
def test_whoever_holds_the_ball_has_an_arrow(state):
    holder = BALL[state]
    parties = {party for arrow in FLOW.steps_from(state) for party in arrow.parties}
    if holder == P.SECONDER:
        assert parties == {P.MOVER}  # seconders answer outside the flow
    elif holder != P.NOBODY:
        assert holder in parties


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (A.SUBMIT, S.REGISTERED), (A.SIGN, S.HANDLING), (A.RATE, S.DRAFTED),
        (A.RATE, S.SIGNED), (A.FILE, S.SUBMITTED), (A.ASSIGN, S.REVIEWING), (A.CLOSE, S.HANDLING),
        (A.DECLINE, S.HANDLING), (A.ARCHIVE, S.TRACKED), (A.WITHDRAW, S.REGISTERED), (A.REDO, S.CLOSED),
    ],
)  # fmt: skip
def test_what_the_table_lacks_is_refused(action, state):
    with pytest.raises(TransitionError):
        FLOW.step_for(state, action)


def test_a_filed_case_reaches_no_department_before_the_leader():
    """分管领导批示 first; only a suggestion may go to the department at once."""
    assign = FLOW.of(A.ASSIGN)

    assert not allows(assign, S.REGISTERED, F.FILED)
    assert allows(assign, S.REGISTERED, F.CONVERTED)
    assert allows(assign, S.INSTRUCTED, F.FILED)


def test_refusals_must_be_explained():
    explained = {arrow.action for arrow in ARROWS for state in arrow.sources if arrow.needs_note(state)}

    assert {A.RETURN, A.CONVERT, A.MERGE, A.REFUSE, A.SPLIT, A.DECLINE, A.INSIST, A.OBJECT} <= explained
    assert {A.SEND_BACK, A.EXTEND, A.REDO, A.EXPLAIN, A.FULFIL, A.POSTPONE, A.INSTRUCT} <= explained
