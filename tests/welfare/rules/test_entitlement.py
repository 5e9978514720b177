"""The rule that says who is entitled to what."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from union.common.dates import month_days
from welfare.choices.visits import Guard, Severity
from welfare.rules.entitlement import Band, Case, Past, Terms, absolute, assess, band_for, blocking
from welfare.rules.occasion_days import span

DAY = dt.date(2026, 5, 6)
TERMS = Terms(
    "住院慰问", cap=Decimal(2000), frequency="same_illness_yearly", relations=("parent", "spouse"),
    sources={"active": ["dues", "allocation"], "retired": ["admin_grant"]}, pay_forms=("cash", "goods"),
    document="皖工发〔2025〕18号",
)  # fmt: skip
CASE = Case(DAY, "active", cash=Decimal(500), pay_form="cash", fund_source="dues", illness="a")


def guards(case=CASE, terms=TERMS, past=()):
    return {each.guard for each in assess(case, terms, past)}


def earlier(day, amount="500", **more):
    return Past(day, Decimal(amount), **more)


def test_a_plain_case_meets_nothing():
    assert assess(CASE, TERMS) == []


@pytest.mark.parametrize(
    ("change", "guard", "words"),
    [
        ({"cash": Decimal("2000.01")}, Guard.CAP, "超过“住院慰问”单次上限 2,000.00 元"),
        ({"gift_value": Decimal("1500.01")}, Guard.CAP, "2,000.01 元"),  # cash and goods together
        ({"category": "outside"}, Guard.CATEGORY, "不包括外部人员"),
        ({"category": "retired"}, Guard.FUND, "慰问离退休的经费来源应为行政补助，不能用“会费”"),
        ({"fund_source": ""}, Guard.FUND, "未选择"),
        ({"relation": "grandparent"}, Guard.RELATION, "不包括祖父母"),
        ({"pay_form": "voucher"}, Guard.FORM, "不能用指定商户提货券"),
        ({"is_deceased": True}, Guard.DECEASED, "本人已去世"),
        ({"joined_on": DAY + dt.timedelta(days=1)}, Guard.NOT_MEMBER, "入会"),
        ({"is_member": False, "left_on": DAY}, Guard.NOT_MEMBER, "已不是会员"),
    ],
)
def test_each_guard_says_why_and_by_which_rule(change, guard, words):
    (found,) = assess(replace(CASE, **change), TERMS)

    assert (found.guard, found.severity) == (guard, Severity.REFUSE)
    assert words in found.text
    assert "依据：皖工发〔2025〕18号" in found.text


def test_exactly_the_cap_and_an_event_before_leaving_pass():
    assert not guards(replace(CASE, cash=Decimal(2000)))
    assert not guards(replace(CASE, is_member=False, left_on=DAY + dt.timedelta(days=1)))


def test_same_illness_once_a_year_and_another_illness_again():
    same, other = earlier(DAY, illness="a"), earlier(DAY, illness="b")
    last_year = earlier(DAY.replace(year=2025), illness="a")

    assert guards(past=[same]) == {Guard.FREQUENCY}
    assert not guards(past=[other, last_year])
    assert guards(replace(CASE, illness=""), past=[other]) == {Guard.FREQUENCY}  # unknown: to be looked at


@pytest.mark.parametrize(
    ("frequency", "day", "met"),
    [
        ("per_event", DAY, False),
        ("yearly", dt.date(2026, 1, 1), True),
        ("yearly", dt.date(2025, 12, 31), False),
        ("once", dt.date(2001, 1, 1), True),
    ],
)
def test_frequency(frequency, day, met):
    found = guards(terms=replace(TERMS, frequency=frequency), past=[earlier(day)])

    assert (Guard.FREQUENCY in found) == met


def test_the_yearly_ceiling_counts_the_group_and_this_visit():
    terms = replace(TERMS, frequency="per_event", year_cap=Decimal(2200), year_group="节日慰问")
    festivals = [earlier(dt.date(2026, 2, 1), "1700", same_occasion=False)]

    assert not guards(terms=terms, past=festivals)
    assert guards(replace(CASE, cash=Decimal("500.01")), terms, festivals) == {Guard.YEAR_CAP}
    assert not guards(terms=terms, past=[earlier(dt.date(2025, 12, 31), "2200")])


def test_spouses():
    of_spouse = earlier(DAY - dt.timedelta(days=3), of_spouse=True)
    terms = replace(TERMS, both_spouses=False)

    assert guards(terms=terms, past=[of_spouse]) == {Guard.SPOUSE}
    assert not guards(past=[of_spouse])


def test_severity_is_the_standards_and_what_nobody_can_let_pass_comes_first():
    over = replace(CASE, cash=Decimal(3000), pay_form="voucher")
    found = assess(over, replace(TERMS, guards={"cap": "warn"}))

    assert [each.guard for each in found] == [Guard.FORM, Guard.CAP]
    assert [each.guard for each in blocking(found)] == [Guard.FORM]
    assert [each.guard for each in absolute(found)] == [Guard.FORM]
    assert guards(over, replace(TERMS, guards={"cap": "ignore"})) == {Guard.FORM}


def test_cash_for_a_festival_is_refused_even_beside_goods():
    terms = replace(TERMS, pay_forms=("goods", "voucher"))

    assert guards(replace(CASE, pay_form="goods"), terms) == {Guard.FORM}


def test_without_a_standard_nothing_goes():
    (found,) = assess(CASE, None)

    assert (found.guard, found.blocks) == (Guard.STANDARD, True)


def test_bands():
    bands = [Band(Decimal(1000), ("vice_chair",), document=False), Band(None, ("chair",), document=True)]

    assert band_for(Decimal(1000), bands) is bands[0]
    assert band_for(Decimal("1000.01"), bands) is bands[1]


def test_the_leap_day_is_kept_every_year():
    common = month_days(span(dt.date(2027, 2, 27), dt.date(2027, 3, 1)))
    assert common[2, 29] == dt.date(2027, 2, 28)
    assert month_days(span(dt.date(2028, 2, 28), dt.date(2028, 2, 28))).get((2, 29)) is None
