"""The entitlement sheet says what the rule says: once in a life, the year's ceiling, old ledgers."""

import datetime as dt

import pytest

from tests.factories_welfare import Cast, occasion, past_visit, proposal, report
from union.common.dates import today
from union.common.errors import DomainError
from welfare.selectors.ceilings import ceilings_of
from welfare.selectors.standards import standard_on
from welfare.services.gift_lists import approve_list, fill_list, save_list
from welfare.services.visits import check_visit

pytestmark = pytest.mark.django_db
YEAR = today().year


@pytest.fixture
def cast():
    return Cast()


def line(cast, name):
    return next(each for each in ceilings_of(cast.member, YEAR) if each.name == name)


def test_once_in_a_life_counts_every_year(cast):
    assert line(cast, "结婚慰问").words == "可申请"
    past_visit(cast.member, "marriage", dt.date(YEAR - 1, 3, 1))
    found = line(cast, "结婚慰问")
    assert (found.words, found.times, found.received) == ("已慰问（一生一次）", 1, 0)


def test_what_is_given_once_a_year_may_be_given_again_the_next(cast):
    past_visit(cast.member, "birthday", dt.date(YEAR - 1, 3, 1))
    assert line(cast, "生日慰问").words == "可申请"
    past_visit(cast.member, "birthday", dt.date(YEAR, 3, 1))
    assert line(cast, "生日慰问").words == "本年已慰问"


@pytest.mark.parametrize("has_standard", [True, False])
@pytest.mark.parametrize("code", ["spring_festival", "mid_autumn"])  # the first of the group, and another
def test_the_ceiling_of_the_year_is_used_up_with_or_without_a_standard(cast, code, has_standard):
    day = dt.date(YEAR, 2, 1)
    standard = standard_on(occasion(code), day) if has_standard else None
    past_visit(cast.member, code, day, "2200", standard=standard)
    found = line(cast, "节日慰问")
    assert (found.words, found.left, found.received) == ("本年额度已用完", 0, 2200)

    visit = report(cast, "national_day", on=today() - dt.timedelta(days=1))
    with pytest.raises(DomainError, match=r"节日慰问”已有 2,200.00 元"):
        check_visit(visit.pk, proposal(visit, "300"), actor=cast.office)
    row = save_list(
        {"title": "国庆", "occasion": occasion("national_day"), "on": today(), "item": None, "quantity": 1,
         "value": 300, "pay_form": "goods", "fund_source": "dues", "audience": {}}, actor=cast.office,
    )  # fmt: skip
    fill_list(row.pk, actor=cast.office)
    with pytest.raises(DomainError, match="本年“节日慰问”将超过每人每年"):
        approve_list(row.pk, actor=cast.chair, document="")
