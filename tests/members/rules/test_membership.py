import datetime as dt
import itertools

import pytest

from members.choices import MembershipStatus as S
from members.rules import membership
from members.rules.membership import LAPSE_FACTS, OUTSIDE, check_date, check_input, step_between
from union.common.errors import DomainError, TransitionError
from union.organisation.choices import Right

SOURCES = [OUTSIDE, *S]
# Written by hand from 《中国工会章程》第六至八条 and 《工会会员会籍管理办法》, not read from the table.
ARROWS = {
    ("", "active"), ("", "applicant"),
    ("applicant", "active"), ("applicant", "withdrawn"),
    ("active", "retained"), ("active", "transferred_out"), ("active", "withdrawn"), ("active", "lapsed"),
    ("active", "expelled"), ("active", "deceased"),
    ("retained", "active"), ("retained", "retained"), ("retained", "transferred_out"),
    ("retained", "withdrawn"), ("retained", "expelled"), ("retained", "deceased"),
    ("transferred_out", "active"), ("transferred_out", "applicant"),
    ("withdrawn", "applicant"), ("lapsed", "applicant"), ("expelled", "applicant"),
}  # fmt: skip
FACTS = [key for key, _ in LAPSE_FACTS]


@pytest.mark.parametrize(("source", "target"), list(itertools.product(SOURCES, S)))
def test_table_has_exactly_the_arrows_of_the_charter(source, target):
    if (str(source), target.value) in ARROWS:
        assert step_between(source, target).target == target
    else:
        with pytest.raises(TransitionError, match=target.label):
            step_between(source, target)


@pytest.mark.parametrize("step", membership.STEPS, ids=lambda step: f"{step.source}-{step.target}")
def test_every_step_needs_a_right_over_members(step):
    assert step.right in {Right.DECIDE_MEMBERSHIP, Right.EDIT_MEMBERS}


def test_dead_members_stay_so():
    assert membership.steps_by_hand(S.DECEASED) == ()


@pytest.mark.parametrize("missing", FACTS)
def test_lapse_needs_all_four_facts(missing):
    step = step_between(S.ACTIVE, S.LAPSED)
    check_input(step, note="支部教育两次", facts=FACTS)
    label = dict(LAPSE_FACTS)[missing]
    with pytest.raises(DomainError, match=label) as refused:
        check_input(step, note="支部教育两次", facts=[key for key in FACTS if key != missing])
    assert refused.value.field == "facts"


@pytest.mark.parametrize(
    ("target", "given", "field"),
    [
        (S.RETAINED, {}, "retain_reason"),
        (S.RETAINED, {"retain_reason": "holiday"}, "retain_reason"),
        (S.EXPELLED, {"note": "x"}, "document"),
        (S.EXPELLED, {"document": "x"}, "note"),
        (S.WITHDRAWN, {"document": "x", "note": "  "}, "note"),
        (S.TRANSFERRED_OUT, {"note": "x"}, "document"),
    ],
)
def test_missing_grounds_are_named(target, given, field):
    with pytest.raises(DomainError) as refused:
        check_input(step_between(S.ACTIVE, target), **given)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("day", "previous", "joined", "allowed"),
    [
        (dt.date(2026, 5, 1), None, None, True),
        (dt.date(2026, 5, 2), None, None, False),
        (dt.date(2026, 4, 1), dt.date(2026, 4, 1), None, True),
        (dt.date(2026, 3, 31), dt.date(2026, 4, 1), None, False),
        (dt.date(2019, 1, 1), None, dt.date(2018, 1, 1), True),
        (dt.date(2017, 12, 31), None, dt.date(2018, 1, 1), False),
    ],
)
def test_days_are_in_order_and_not_ahead(day, previous, joined, allowed):
    def check():
        check_date(day, today=dt.date(2026, 5, 1), previous_on=previous, joined_on=joined)

    if allowed:
        check()
    else:
        with pytest.raises(DomainError):
            check()
