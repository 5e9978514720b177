import datetime as dt

import pytest

from tests.factories import UserFactory
from union.common import calendar, calendar_days
from union.common.choices import DataSource, DayKind
from union.common.errors import DomainError
from union.common.models import AuditEvent, CalendarDay

D = dt.date


@pytest.mark.parametrize(
    ("name", "days"),
    [  # five years from the published calendars
        ("春节", [D(2025, 1, 29), D(2026, 2, 17), D(2027, 2, 6), D(2028, 1, 26), D(2033, 1, 31)]),
        ("端午节", [D(2025, 5, 31), D(2026, 6, 19), D(2027, 6, 9), D(2028, 5, 28), D(2033, 6, 1)]),
        ("中秋节", [D(2025, 10, 6), D(2026, 9, 25), D(2027, 9, 15), D(2028, 10, 3), D(2033, 9, 8)]),
        ("重阳节", [D(2025, 10, 29), D(2026, 10, 18), D(2027, 10, 8), D(2028, 10, 26), D(2033, 10, 1)]),
        ("清明节", [D(2025, 4, 4), D(2026, 4, 5), D(2027, 4, 5), D(2028, 4, 4), D(2033, 4, 4)]),
        ("除夕", [D(2025, 1, 28), D(2026, 2, 16), D(2027, 2, 5), D(2028, 1, 25), D(2033, 1, 30)]),
    ],
)
def test_festival_day(name, days):
    assert [calendar.festival_day(name, day.year) for day in days] == days


def test_festival_of_a_leap_month_is_kept_once():
    """2025 has a second sixth month, 2033 a second eleventh: every festival still comes once."""
    for year in (2020, 2023, 2025, 2028, 2033):
        days = [D(year, 1, 1) + dt.timedelta(days=n) for n in range(365)]
        for name in ("春节", "端午节", "中秋节", "重阳节", "清明节", "除夕"):
            assert sum(name in calendar.festivals_on(day) for day in days) == 1


def test_unknown_festival_is_refused():
    with pytest.raises(DomainError, match="没有"):
        calendar.festival_day("圣诞节", 2026)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (D(2026, 9, 25), "农历八月十五 · 中秋节"),
        (D(2026, 5, 12), "农历三月廿六 · 国际护士节"),
        (D(2025, 7, 25), "农历闰六月初一"),
        (D(2026, 11, 21), "农历十月十三"),
    ],
)
def test_lunar_label(day, label):
    assert calendar.lunar_label(day) == label


@pytest.mark.parametrize("month_day", [(3, 8), (5, 1), (5, 12), (7, 1), (8, 19)])
def test_union_dates(month_day):
    assert calendar.union_dates_on(D(2026, *month_day))


def test_statutory_days_are_thirteen():
    assert len(calendar.statutory_days(2026)) == 13
    assert D(2026, 2, 16) in calendar.statutory_days(2026)


@pytest.fixture
def year_2026(db):
    CalendarDay.objects.all().delete()
    calendar_days.seed_calendar(CalendarDay, [2026])


@pytest.mark.usefixtures("year_2026")
class TestPublishedYear:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (D(2026, 1, 1), False),
            (D(2026, 1, 4), True),  # a Sunday people work
            (D(2026, 2, 14), True),  # a Saturday people work
            (D(2026, 2, 18), False),
            (D(2026, 10, 7), False),
            (D(2026, 10, 8), True),
            (D(2026, 11, 21), False),
            (D(2026, 11, 23), True),
        ],
    )
    def test_is_working_day(self, day, works):
        assert calendar.is_working_day(day) is works

    @pytest.mark.parametrize(
        ("day", "count", "result"),
        [
            (D(2026, 9, 30), 1, D(2026, 10, 8)),
            (D(2026, 10, 8), -1, D(2026, 9, 30)),
            (D(2026, 10, 3), 0, D(2026, 10, 8)),
            (D(2026, 11, 20), 0, D(2026, 11, 20)),
            (D(2026, 11, 20), 5, D(2026, 11, 27)),
            (D(2026, 2, 13), 1, D(2026, 2, 14)),
            (D(2026, 4, 30), 10, D(2026, 5, 18)),
        ],
    )
    def test_add_working_days(self, day, count, result):
        assert calendar.add_working_days(day, count) == result

    def test_published_year_is_final_the_next_is_not(self):
        assert not calendar.is_provisional(2026)
        assert calendar.is_provisional(2027)

    def test_one_query_a_year(self, django_assert_num_queries):
        working = calendar.WorkingDays()
        with django_assert_num_queries(1):
            working.add(D(2026, 3, 2), 150)

    def test_seeding_again_adds_nothing(self):
        assert calendar_days.seed_calendar(CalendarDay, [2026]) == 0
        assert CalendarDay.objects.count() == 39

    def test_office_entry_wins_and_leaves_when_removed(self):
        entry = calendar_days.enter_day(D(2026, 10, 8), DayKind.HOLIDAY, "院庆", actor=UserFactory())
        assert calendar.add_working_days(D(2026, 9, 30), 1) == D(2026, 10, 9)

        calendar_days.remove_day(entry.pk, actor=None)

        assert calendar.add_working_days(D(2026, 9, 30), 1) == D(2026, 10, 8)
        assert AuditEvent.objects.filter(object_type="common.calendarday").count() == 2

    def test_office_can_turn_a_holiday_into_a_working_day(self):
        calendar_days.enter_day(D(2026, 10, 6), DayKind.WORKDAY, "值班", actor=None)

        assert calendar.is_working_day(D(2026, 10, 6))

    def test_second_office_entry_replaces_the_first(self):
        for kind, name in ((DayKind.WORKDAY, "上班"), (DayKind.HOLIDAY, "放假"), (DayKind.HOLIDAY, "放假")):
            calendar_days.enter_day(D(2026, 11, 23), kind, name, actor=None)

        assert [each.name for each in CalendarDay.objects.filter(source=DataSource.OFFICE)] == ["放假"]

    def test_shipped_entry_cannot_be_removed(self):
        shipped = CalendarDay.objects.filter(source=DataSource.SHIPPED).first()
        with pytest.raises(DomainError, match="录入"):
            calendar_days.remove_day(shipped.pk, actor=None)

    def test_entry_needs_a_name(self):
        with pytest.raises(DomainError) as refused:
            calendar_days.enter_day(D(2026, 1, 1), DayKind.HOLIDAY, " ", actor=None)
        assert refused.value.field == "name"

    def test_month_cells(self):
        calendar_days.enter_day(D(2026, 5, 20), DayKind.UNION_DAY, "职工运动会", actor=None)
        weeks = calendar.month_cells(2026, 5)
        cells = {cell.day: cell for week in weeks for cell in week}

        assert weeks[0][0].day == D(2026, 4, 27)
        assert not cells[D(2026, 4, 27)].in_month
        assert cells[D(2026, 5, 1)].names == ("劳动节", "国际劳动节")
        assert (cells[D(2026, 5, 1)].kind, cells[D(2026, 5, 9)].kind) == (DayKind.HOLIDAY, DayKind.WORKDAY)
        assert cells[D(2026, 5, 20)].names == ("职工运动会",)
        assert cells[D(2026, 5, 17)].lunar == "四月"


@pytest.mark.usefixtures("year_2026")
@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2027, 2, 6), False),
        (D(2027, 2, 8), False),
        (D(2027, 2, 9), True),
        (D(2027, 10, 3), False),
        (D(2027, 10, 4), True),
    ],
)
def test_unpublished_year_is_computed_from_festivals(day, works):
    assert calendar.is_working_day(day) is works


def test_calendar_where_nobody_ever_works_is_refused(db):
    CalendarDay.objects.bulk_create(
        CalendarDay(day=D(2026, 1, 1) + dt.timedelta(days=n), kind=DayKind.HOLIDAY, name="停业")
        for n in range(100)
    )
    with pytest.raises(DomainError, match="日历"):
        calendar.add_working_days(D(2026, 1, 5), 1)
