"""Every arrow that is not in a table of the four registers is refused, for every party."""

import itertools

import pytest

from congress.choices.registers import Party
from congress.services.appeals import APPEALS
from congress.services.contracts import CONTRACTS
from congress.services.disclosures import DISCLOSURES
from congress.services.mediations import MEDIATIONS
from union.common.errors import TransitionError

ALL = (APPEALS, CONTRACTS, DISCLOSURES, MEDIATIONS)
CASES = [
    pytest.param(register, state, id=f"{register.kind.value}-{state}")
    for register in ALL
    for state in register.flow.states.values
]


@pytest.mark.parametrize(("register", "state"), CASES)
def test_only_the_arrows_of_the_table_leave_a_state(register, state):
    there = {arrow.action for arrow in register.flow if state in arrow.sources}
    for arrow in register.flow:
        if arrow.action in there:
            assert register.flow.step_for(state, arrow.action) is arrow
        else:
            with pytest.raises(TransitionError):
                register.flow.step_for(state, arrow.action)


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.kind.value)
def test_a_party_takes_only_its_own_arrows(register):
    """`may` over every set of parties: the arrow opens exactly when one of its parties is there."""

    class Row:
        drafted_by_id = None

    for arrow, count in itertools.product(register.flow, range(3)):
        for parties in itertools.combinations(Party, count):
            held = type(register)(
                register.kind, register.model, register.flow, lambda _u, _r, p=parties: frozenset(p), ""
            )
            assert held.may(None, Row(), arrow) == bool(set(parties) & arrow.parties)


def test_the_arrows_the_rules_name():
    """The hand-written list beside the generated one."""
    named = {
        "appeal": {"received>assigned", "answered>closed", "received>declined", "answered>moved"},
        "contract": {
            "drafted>passed",
            "passed>signed",
            "signed>filed",
            "filed>in_force",
            "filed>negotiating",
        },
        "disclosure": {"drafted>approved", "approved>published", "due>skipped"},
        "mediation": {"applied>mediating", "mediating>agreed", "agreed>fulfilled", "mediating>failed"},
    }
    for register in ALL:
        arrows = {f"{s}>{a.target}" for a in register.flow for s in map(str, a.sources)}
        assert named[register.kind.value] <= arrows
    forbidden = {
        "drafted>signed",
        "negotiating>signed",
        "passed>in_force",
        "due>published",
        "drafted>published",
    }
    for register in ALL:
        assert not forbidden & {f"{s}>{a.target}" for a in register.flow for s in map(str, a.sources)}
