import itertools

import pytest

from members.choices import MembershipStatus, TransferKind
from members.choices import TransferState as S
from members.rules.transfers import TransferAction as A
from members.rules.transfers import check_start, first_state, step_for, steps_from
from union.common.errors import DomainError, TransitionError

ARROWS = {
    ("proposed", "accept"): "accepted",
    ("proposed", "reject"): "rejected",
    ("accepted", "complete"): "done",
    ("proposed", "withdraw"): "withdrawn",
    ("accepted", "withdraw"): "withdrawn",
}
GOOD = {"from_branch": 1, "to_branch": 2, "other_unit": "市一院工会", "document": "3 号"}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, A)))
def test_table_has_exactly_the_arrows(state, action):
    target = ARROWS.get((state.value, action.value))
    if target:
        assert step_for(state, action).target == target
        assert step_for(state, action) in steps_from(state)
    else:
        with pytest.raises(TransitionError):
            step_for(state, action)


@pytest.mark.parametrize(("kind", "status"), list(itertools.product(TransferKind, MembershipStatus)))
def test_who_may_be_transferred(kind, status):
    comes_in = {MembershipStatus.TRANSFERRED_OUT}
    kept = {MembershipStatus.ACTIVE, MembershipStatus.RETAINED}
    if status in (comes_in if kind == TransferKind.IN else kept):
        check_start(kind, status=status, **GOOD)
    else:
        with pytest.raises(TransitionError):
            check_start(kind, status=status, **GOOD)


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        ("branch", {"to_branch": None}, "to_branch"),
        ("branch", {"to_branch": 1}, "to_branch"),
        ("in", {"to_branch": None}, "to_branch"),
        ("in", {"other_unit": " "}, "other_unit"),
        ("out", {"document": ""}, "document"),
    ],
)
def test_what_is_missing_is_named(kind, changed, field):
    status = "transferred_out" if kind == "in" else "active"
    with pytest.raises(DomainError) as refused:
        check_start(kind, status=status, **{**GOOD, **changed})
    assert refused.value.field == field


def test_only_branches_are_asked_first():
    assert [first_state(kind) for kind in TransferKind] == [S.PROPOSED, S.ACCEPTED, S.ACCEPTED]
