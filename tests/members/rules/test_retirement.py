import datetime as dt

import pytest

from members.rules.retirement import delay_of, retirement_of, table_from

# The annex of the decision, as the rule set stores it.
TABLE = table_from(
    {
        "men": {"old_age": 60, "first_month": "1965-01", "step": 4, "longest": 36},
        "women": {"old_age": 55, "first_month": "1970-01", "step": 4, "longest": 36},
        "women_workers": {"old_age": 50, "first_month": "1975-01", "step": 2, "longest": 60},
        "worker_posts": ["工勤"],
    }
)


@pytest.mark.parametrize(
    ("born_on", "sex", "post", "age", "due_on"),
    [
        (dt.date(1964, 12, 31), "male", "医师", (60, 0), dt.date(2024, 12, 31)),
        (dt.date(1965, 1, 1), "male", "医师", (60, 1), dt.date(2025, 2, 1)),
        (dt.date(1965, 4, 10), "male", "工勤", (60, 1), dt.date(2025, 5, 10)),
        (dt.date(1965, 5, 10), "male", "医师", (60, 2), dt.date(2025, 7, 10)),
        (dt.date(1976, 8, 31), "male", "医师", (62, 11), dt.date(2039, 7, 31)),
        (dt.date(1976, 9, 30), "male", "医师", (63, 0), dt.date(2039, 9, 30)),
        (dt.date(1990, 1, 1), "male", "医师", (63, 0), dt.date(2053, 1, 1)),
        (dt.date(1970, 5, 20), "female", "护理", (55, 2), dt.date(2025, 7, 20)),
        (dt.date(1969, 12, 1), "female", "护理", (55, 0), dt.date(2024, 12, 1)),
        (dt.date(1981, 9, 1), "female", "护理", (58, 0), dt.date(2039, 9, 1)),
        (dt.date(1974, 12, 1), "female", "工勤", (50, 0), dt.date(2024, 12, 1)),
        (dt.date(1975, 3, 1), "female", "工勤", (50, 2), dt.date(2025, 5, 1)),
        (dt.date(1984, 11, 1), "female", "工勤", (55, 0), dt.date(2039, 11, 1)),
        (dt.date(1984, 10, 1), "female", "工勤", (54, 11), dt.date(2039, 9, 1)),
    ],
)
def test_the_examples_of_the_annex(born_on, sex, post, age, due_on):
    found = retirement_of(born_on, sex, post, TABLE)
    assert ((found.years, found.months), found.due_on) == (age, due_on)


def test_the_delay_never_shrinks_and_stops_at_its_limit():
    months = [dt.date(1960 + n // 12, n % 12 + 1, 1) for n in range(480)]
    for row in (TABLE.men, TABLE.women, TABLE.women_workers):
        delays = [delay_of(month, row) for month in months]
        assert delays == sorted(delays)
        assert set(delays) == set(range(row.longest + 1))


def test_earlier_never_before_the_old_age_and_later_by_three_years():
    early = retirement_of(dt.date(1966, 1, 15), "male", "", TABLE)
    assert early.earliest_on == dt.date(2026, 1, 15)
    assert early.latest_on == dt.date(2029, 5, 15)
    full = retirement_of(dt.date(1980, 1, 15), "male", "", TABLE)
    assert full.earliest_on == dt.date(2040, 1, 15)


def test_the_label_leaves_out_no_months():
    found = retirement_of(dt.date(1965, 4, 10), "male", "", TABLE)
    assert found.age_label == "60 岁 1 个月"
    assert retirement_of(dt.date(1964, 4, 10), "male", "", TABLE).age_label == "60 岁"


def test_an_incomplete_table_is_an_error():
    with pytest.raises(KeyError):
        table_from({"men": {}})
