"""What is due, what a payment settles, which difference a row is, which way the papers go."""

import datetime as dt
from decimal import Decimal

import pytest

from members.choices import DuesDecision, UnpaidCaseState
from members.choices import DuesDifferenceKind as K
from members.rules import dues, dues_payroll, dues_records
from members.rules.dues_payroll import DECISIONS, Person, difference_of, effect_of, read_line
from union.common.errors import DomainError, TransitionError

TEN = {"per_mille": 5, "base_unit": 10, "fee_to": "分", "paying_states": ["active"]}
HUNDRED = TEN | {"base_unit": 100}
YUAN = TEN | {"base_unit": 0, "fee_to": "元"}
JAN, FEB, MAR = (dt.date(2026, n, 1) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("values", "base", "fee"),
    [
        (TEN, "4567.00", "22.80"), (TEN, "9.99", "0.00"), (TEN, "10.00", "0.05"), (TEN, "4569.99", "22.80"),
        (HUNDRED, "4567.00", "22.50"), (HUNDRED, "99.99", "0.00"),
        (YUAN, "4567.00", "23.00"), (YUAN, "2500.00", "13.00"), (YUAN, "2499.99", "12.00"),
        (TEN | {"per_mille": 4.5}, "1000.00", "4.50"),
    ],
)  # fmt: skip
def test_fee_of_a_month(values, base, fee):
    assert dues.rule_from(values).fee(Decimal(base)) == Decimal(fee)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"per_mille": 0}, "费率"), ({"per_mille": 500}, "费率"), ({"base_unit": -1}, "取整单位"),
        ({"fee_to": "角"}, "会费取整"), ({"paying_states": []}, "会籍状态"),
        ({"paying_states": ["x"]}, "会籍状态"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(change, says):
    with pytest.raises(DomainError, match=says):
        dues.rule_from(TEN | change)


def test_months_and_what_can_be_meant():
    assert dues.months_of(dt.date(2025, 12, 15), FEB) == [dt.date(2025, 12, 1), JAN, FEB]
    assert dues.last_day(FEB) == dt.date(2026, 2, 28)
    for month in (dt.date(1999, 12, 1), FEB):
        with pytest.raises(DomainError):
            dues.check_month(month, dt.date(2026, 1, 31))
    dues.check_month(JAN, dt.date(2026, 1, 1))


def test_a_payment_settles_the_oldest_months_first():
    owed = [(FEB, Decimal("22.80")), (JAN, Decimal("22.80"))]
    assert dues.settle(Decimal("30.00"), owed) == [(JAN, Decimal("22.80")), (FEB, Decimal("7.20"))]
    with pytest.raises(DomainError, match=r"多于欠缴 45\.60 元"):
        dues.settle(Decimal("45.61"), owed)
    assert dues.settle(Decimal("10.00"), owed) == [(JAN, Decimal("10.00"))]
    assert dues.take_back(Decimal("10.00"), owed) == [(FEB, Decimal("10.00"))]
    assert dues.take_back(Decimal("25.00"), owed) == [(FEB, Decimal("22.80")), (JAN, Decimal("2.20"))]
    with pytest.raises(DomainError, match="退费"):
        dues.take_back(Decimal("45.61"), owed)


PEOPLE = {"10001": Person(1, "王丽敏", 7)}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"staff_no": "10001", "name": "王丽敏", "paid": 22.8}, ""),
        ({"staff_no": 10001.0, "name": " 王 丽敏 ", "due": "22.80", "paid": ""}, ""),
        ({"staff_no": "99999", "name": "王丽敏", "paid": 1}, "nobody"),
        ({"staff_no": "10001", "name": "名不符", "paid": 1}, "name"),
        ({"staff_no": "", "name": "王丽敏", "paid": 1}, "no_number"),
        ({"staff_no": "10001", "name": "王丽敏", "paid": "待定"}, "amount"),
        ({"staff_no": "10001", "name": "王丽敏", "paid": 1e6}, "amount"),
    ],
)  # fmt: skip
def test_a_row_is_matched_by_number_and_name(values, code):
    line = read_line(values, PEOPLE)
    assert [reason[3] for reason in line.reasons] == ([code] if code else [])
    assert (line.person is None) == bool(code)


def test_a_file_without_a_due_column_says_nothing_of_what_is_due():
    assert read_line({"staff_no": "10001", "name": "王丽敏", "paid": 22.8}, PEOPLE).due == Decimal("22.80")


@pytest.mark.parametrize(
    ("expected", "stated", "paid", "kind"),
    [
        (20, 20, 20, None), (0, 0, 0, None), (20, 20, 0, K.ZERO), (20, 0, 0, K.ZERO), (20, 20, 15, K.SHORT),
        (20, 20, 25, K.OVER), (20, 25, 20, K.STATED), (0, 20, 20, K.NOT_DUE), (0, 20, 0, K.NOT_DUE),
        (0, 0, 20, K.NOT_DUE),
    ],
)  # fmt: skip
def test_which_difference(expected, stated, paid, kind):
    assert difference_of(Decimal(expected), Decimal(stated), Decimal(paid)) == kind


def test_decisions_fit_their_difference_and_say_why():
    assert set(DECISIONS) == set(K)
    assert effect_of(DuesDecision.REFUND, expected=Decimal("22.80"), paid=Decimal("25.00")) == Decimal(
        "-2.20"
    )
    assert effect_of(DuesDecision.ASSIGN, expected=Decimal(0), paid=Decimal("10.00")) == Decimal("10.00")
    assert effect_of(DuesDecision.ARREARS, expected=Decimal("22.80"), paid=Decimal(0)) == 0
    check = dues_payroll.check_decision
    check(K.ZERO, DuesDecision.ARREARS, note="", assigned=False)
    check(K.UNMATCHED, DuesDecision.ASSIGN, note="", assigned=True)
    for kind, decision, assigned in (
        (K.ZERO, DuesDecision.REFUND, False),
        (K.UNMATCHED, DuesDecision.RETURN, False),
        (K.UNMATCHED, DuesDecision.ASSIGN, False),
        (K.ZERO, DuesDecision.ARREARS, True),
    ):
        with pytest.raises(DomainError):
            check(kind, decision, note="", assigned=assigned)


def test_a_lapse_needs_the_four_conditions_and_the_talk_before():
    lapse = dues_records.CASES.of(dues_records.UnpaidAction.LAPSE)
    assert lapse.sources == {UnpaidCaseState.TALKED}
    with pytest.raises(DomainError, match="不参加工会组织生活"):
        dues_records.check_facts(lapse, ["no_good_reason", "six_months_unpaid", "refused_after_education"])
    with pytest.raises(TransitionError):
        dues_records.CASES.step_for("open", dues_records.UnpaidAction.TALK)
    with pytest.raises(DomainError, match="早于"):
        dues_records.check_waiver(FEB, JAN)
    with pytest.raises(DomainError, match="最多 24 个月"):
        dues_records.check_waiver(JAN, dt.date(2028, 1, 1))
    dues_records.check_waiver(JAN, FEB)
    for enum in (dues_records.RequestAction, dues_records.AuthorisationAction, dues_records.UnpaidAction):
        assert all(action.label for action in enum)
