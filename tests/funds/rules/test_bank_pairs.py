import datetime as dt
from decimal import Decimal

import pytest

from union.common.errors import DomainError
from union.funds.choices import MatchWay
from union.funds.rules.bank import Item, check_sums, line_key, pairs

DAY = dt.date(2026, 3, 10)


def item(pk, amount, days=0, code=""):
    return Item(pk, DAY + dt.timedelta(days=days), Decimal(amount), code)


def found(bank, book, days=10):
    return {(each.bank, each.book) for each in pairs(bank, book, days=days)}


def test_the_nearest_day_within_the_window_wins():
    bank = [item(1, "-300.00")]
    book = [item(11, "-300.00", days=-9), item(12, "-300.00", days=2), item(13, "300.00")]
    assert found(bank, book) == {(1, 12)}
    assert found(bank, [item(11, "-300.00", days=-11)]) == set()


def test_the_number_of_a_voucher_beats_the_nearer_day():
    bank = [item(1, "-300.00", code="转账 2026-0007 活动款")]
    book = [item(11, "-300.00", code="2026-0006"), item(12, "-300.00", days=-3, code="2026-0007")]
    assert found(bank, book) == {(1, 12)}
    assert [each.way for each in pairs(bank, book, days=10)] == [MatchWay.REFERENCE]


def test_two_days_equally_near_are_left_to_a_person():
    assert found([item(1, "50.00")], [item(11, "50.00", days=-2), item(12, "50.00", days=2)]) == set()


def test_equal_lines_of_one_day_are_interchangeable_and_none_is_used_twice():
    bank = [item(1, "50.00"), item(2, "50.00"), item(3, "50.00")]
    book = [item(11, "50.00", days=1), item(12, "50.00", days=1)]
    pairs_found = found(bank, book)
    assert len(pairs_found) == 2
    assert {pk for _bank, pk in pairs_found} == {11, 12}


def test_by_hand_sums_must_agree_and_something_must_be_chosen():
    check_sums([Decimal(100)], [Decimal(60), Decimal(40)])
    with pytest.raises(DomainError, match=r"相差 1\.00 元"):
        check_sums([Decimal(100)], [Decimal(99)])
    with pytest.raises(DomainError, match="勾选"):
        check_sums([], [])


def test_the_key_of_a_line_tells_equal_lines_apart_by_their_number():
    same = (DAY, Decimal("5.00"), Decimal("10.00"), "利息")
    assert line_key(*same, 1) == line_key(*same, 1)
    assert line_key(*same, 1) != line_key(*same, 2)
