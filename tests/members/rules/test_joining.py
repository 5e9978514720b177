import itertools

import pytest

from members.choices import JoinState as S
from members.rules.joining import JoinAction as A
from members.rules.joining import step_for, steps_from
from union.common.errors import TransitionError
from union.organisation.choices import Right

# By hand, from the way member → group → branch → committee; a later body may act for an earlier one.
ARROWS = {
    ("draft", "submit"): "submitted",
    ("submitted", "group-agree"): "group_agreed",
    ("submitted", "branch-agree"): "branch_agreed",
    ("group_agreed", "branch-agree"): "branch_agreed",
    ("submitted", "approve"): "approved",
    ("group_agreed", "approve"): "approved",
    ("branch_agreed", "approve"): "approved",
    ("submitted", "reject"): "rejected",
    ("group_agreed", "reject"): "rejected",
    ("branch_agreed", "reject"): "rejected",
    ("draft", "withdraw"): "withdrawn",
    ("submitted", "withdraw"): "withdrawn",
    ("group_agreed", "withdraw"): "withdrawn",
    ("branch_agreed", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, A)))
def test_table_has_exactly_the_arrows(state, action):
    target = ARROWS.get((state.value, action.value))
    if target:
        assert step_for(state, action).target == target
        assert step_for(state, action) in steps_from(state)
    else:
        with pytest.raises(TransitionError, match=action.label):
            step_for(state, action)


@pytest.mark.parametrize(
    ("state", "action", "needed"),
    [
        (S.SUBMITTED, A.BRANCH_AGREE, True),
        (S.GROUP_AGREED, A.BRANCH_AGREE, False),
        (S.SUBMITTED, A.APPROVE, True),
        (S.GROUP_AGREED, A.APPROVE, True),
        (S.BRANCH_AGREED, A.APPROVE, False),
        (S.BRANCH_AGREED, A.REJECT, True),
        (S.SUBMITTED, A.GROUP_AGREE, False),
    ],
)
def test_a_passed_over_opinion_and_a_refusal_are_explained(state, action, needed):
    assert step_for(state, action).needs_note(state) is needed


def test_only_the_committee_decides():
    assert {s.right for s in steps_from(S.SUBMITTED) if s.target in (S.APPROVED, S.REJECTED)} == {
        Right.DECIDE_MEMBERSHIP
    }
