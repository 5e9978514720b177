import datetime as dt

import pytest
import time_machine

from union.common import dates

BIRTH = dt.date(1985, 7, 3)


@pytest.mark.parametrize(
    "value",
    [
        BIRTH,
        dt.datetime(1985, 7, 3, 8, 30),
        31231.0,
        31231,
        "31231",
        19850703.0,
        "1985-07-03",
        "1985.7.3",
        "1985/7/3",
        "1985年7月3日",
        "1985年07月03",
        " 1985 年 7 月 3 日 ",
        "19850703",
        "１９８５．７．３",
        "1985-07-03 00:00:00",
        "1985-07-03T08:30",
    ],
)
def test_every_spelling_of_a_day_is_understood(value):
    assert dates.parse_date(value) == BIRTH


@pytest.mark.parametrize(
    "value",
    [
        "去年秋天",
        "",
        "1985-13-01",
        "1985-02-30",
        "198513",
        "3085-01-01",
        "0085-01-01",
        0.5,
        -3.0,
        1e300,
        float("nan"),
        float("inf"),
        True,
        "1985-7",
        "12345678901",
        "1985-07-03x",
        dt.date(2500, 1, 1),
        dt.time(3),
    ],
)
def test_what_is_no_day_is_refused_in_chinese(value):
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        dates.parse_date(value)


@pytest.mark.parametrize("value", ["1985.07", "1985年7月", "1985-7", "198507", 1985.07, 198507.0])
def test_a_month_is_told_from_a_day(value):
    assert dates.parse_month_or_date(value) == (dt.date(1985, 7, 1), True)
    assert dates.parse_month(value) == dt.date(1985, 7, 1)


def test_a_number_that_may_be_january_or_october_is_refused():
    with pytest.raises(ValueError, match="分不清"):
        dates.parse_month_or_date(1985.1)
    assert dates.parse_month_or_date("1985.10") == (dt.date(1985, 10, 1), True)


def test_serials_count_from_the_epoch_of_excel():
    assert dates.parse_date(46070) == dt.date(2026, 2, 17)
    assert dates.parse_date("38899") == dt.date(2006, 7, 1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 1, 31), 1, dt.date(2023, 2, 28)),
        (dt.date(2024, 12, 31), 1, dt.date(2025, 1, 31)),
        (dt.date(2024, 3, 31), -1, dt.date(2024, 2, 29)),
        (dt.date(1965, 4, 10), 721, dt.date(2025, 5, 10)),
    ],
)
def test_months_are_added_within_the_calendar(day, months, expected):
    assert dates.add_months(day, months) == expected


def test_turns_keep_the_day_of_the_month():
    first = dt.date(2026, 1, 31)
    assert dates.next_turn(first, 3, dt.date(2026, 2, 1)) == dt.date(2026, 4, 30)
    assert dates.next_turn(first, 3, dt.date(2026, 4, 30)) == dt.date(2026, 7, 31)
    assert dates.next_turn(first, 1, dt.date(2020, 1, 1)) == dt.date(2026, 2, 28)


def test_months_between_ignores_the_days():
    assert dates.months_between(dt.date(1965, 1, 31), dt.date(1965, 4, 1)) == 3
    assert dates.months_between(dt.date(1965, 4, 1), dt.date(1965, 1, 31)) == -3


def test_a_moment_belongs_to_its_day_in_shanghai():
    early = dt.datetime(2026, 3, 5, 17, 30, tzinfo=dt.UTC)  # 01:30 of the 6th
    assert dates.day_of(early) == dates.day_of(dt.date(2026, 3, 6)) == dt.date(2026, 3, 6)
    assert dates.day_of(dt.datetime(2026, 3, 6, 1, 30)) == dt.date(2026, 3, 6)


def test_no_month_is_refused_and_today_is_in_shanghai():
    with pytest.raises(ValueError, match="月份"):
        dates.parse_month("下个月")
    with time_machine.travel(dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)):
        assert dates.today() == dt.date(2027, 1, 1)
