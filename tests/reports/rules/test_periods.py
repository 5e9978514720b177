import datetime as dt

import pytest

from union.common.errors import DomainError
from union.common.registries import Period
from union.reports.rules.layouts import PLANS, report_title
from union.reports.rules.periods import months_period, period_label, year_before, year_period

D = dt.date


def test_months_period_ends_with_its_month():
    assert months_period("2024-01", "2024-02", 7) == Period(D(2024, 1, 1), D(2024, 2, 29), 7)


BAD = [("2026-13", "2026-12", "first"), ("2026-01", "明年", "last"), ("2026-05", "2026-04", "last")]


@pytest.mark.parametrize(("first", "last", "field"), BAD)
def test_bad_months_say_which_field(first, last, field):
    with pytest.raises(DomainError) as refused:
        months_period(first, last)

    assert refused.value.field == field


def test_a_year_that_is_none_is_refused():
    with pytest.raises(DomainError, match="不是年份"):
        year_period(26)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(D(2024, 2, 1), D(2024, 2, 29)), Period(D(2023, 2, 1), D(2023, 2, 28))),
        (Period(D(2025, 1, 1), D(2025, 2, 28), 3), Period(D(2024, 1, 1), D(2024, 2, 29), 3)),
        (Period(D(2026, 1, 1), D(2026, 12, 31)), Period(D(2025, 1, 1), D(2025, 12, 31))),
    ],
)
def test_the_year_before_keeps_month_ends(period, expected):
    assert year_before(period) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (D(2026, 1, 1), D(2026, 12, 31), "2026 年度"),
        (D(2026, 1, 1), D(2026, 6, 30), "2026 年上半年"),
        (D(2026, 7, 1), D(2026, 12, 31), "2026 年下半年"),
        (D(2026, 4, 1), D(2026, 6, 30), "2026 年第二季度"),
        (D(2026, 3, 1), D(2026, 3, 31), "2026 年 3 月"),
        (D(2026, 1, 1), D(2026, 10, 31), "2026 年 1 月至 10 月"),
        (D(2025, 11, 1), D(2026, 2, 28), "2025 年 11 月至 2026 年 2 月"),
    ],
)
def test_period_label(first, last, expected):
    assert period_label(first, last) == expected


def test_chapters_of_a_layout_are_unique_and_titles_name_the_branch():
    for plan in PLANS.values():
        keys = [chapter.key for chapter in plan]
        assert len(set(keys)) == len(keys)
    assert report_title("branch", "2026 年度", "外科支会") == "外科支会 2026 年度工作小结"
