import datetime as dt
from decimal import Decimal

import pytest

from union.common.errors import TransitionError
from welfare.choices.mutual import ClaimAction, ClaimState
from welfare.rules import mutual as rules
from welfare.rules.mutual import Terms

ON = dt.date(2026, 3, 1)
PLAN = Terms("计划", 16, 60, sex="female", min_share=80, all_below=100)


@pytest.mark.parametrize(
    ("sex", "born_on", "words"),
    [
        ("female", dt.date(1990, 1, 1), ""),
        ("female", dt.date(1965, 3, 2), ""),  # sixty to the day before sixty-one
        ("female", dt.date(1965, 3, 1), "16—60"),
        ("female", dt.date(2010, 3, 1), ""),  # sixteen today
        ("female", dt.date(2010, 3, 2), "16—60"),
        ("male", dt.date(1990, 1, 1), "只限女"),
        ("female", None, "出生日期"),
    ],
)
def test_sex_and_age_decide_who_may_join(sex, born_on, words):
    problem = rules.joining_problem(PLAN, sex=sex, born_on=born_on, on=ON)
    assert (words in problem) if words else problem == ""


@pytest.mark.parametrize(
    ("insured", "eligible", "staff", "fine"),
    [(80, 100, 300, True), (79, 100, 300, False), (4, 5, 300, True), (59, 60, 99, False), (60, 60, 99, True)],
)
def test_the_share_is_counted_in_whole_numbers_and_small_units_join_wholly(insured, eligible, staff, fine):
    assert (rules.share_problem(PLAN, insured=insured, eligible=eligible, staff=staff) == "") is fine


def test_cover_ends_the_day_before():
    assert rules.last_day(dt.date(2026, 3, 1), 1) == dt.date(2027, 2, 28)
    assert rules.last_day(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 27)


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ((1000, 800, None, 800), ""),
        ((1000, 800, 900, 900), ""),
        ((1000, 800, 700, 800), "不能超过核定（复核后）的 700.00"),
        ((1000, 1200, None, None), "核定金额 1,200.00 元超过申请金额"),
        ((1000, None, None, 10), "不能超过"),
        ((-1, None, None, None), "负数"),
    ],
)
def test_four_amounts_keep_their_order(amounts, words):
    values = [None if each is None else Decimal(each) for each in amounts]
    problem = rules.amount_problem(
        **dict(zip(("claimed", "approved", "adjusted", "paid"), values, strict=True))
    )
    assert (words in problem) if words else problem == ""


def test_a_paid_claim_goes_nowhere():
    with pytest.raises(TransitionError, match="已赔付"):
        rules.CLAIMS.step_for(ClaimState.PAID, ClaimAction.PAY)
    assert not rules.CLAIMS.steps_from(ClaimState.PAID)
