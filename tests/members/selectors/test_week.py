import datetime as dt

import pytest

from members import week
from members.models import RetirementProposal
from tests.factories import BranchFactory, MemberFactory, officer
from tests.factories_events import make_activity
from union.common.week import week_card
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 12, 28)


def titles(user, provider=week.birthdays, last=dt.date(2027, 1, 3)):
    return [(entry.starts, entry.title) for entry in provider(user, MONDAY, last)]


def test_birthdays_are_grouped_by_day_across_the_turn_of_the_year():
    office = officer(Office.OFFICE_STAFF)
    for name in ("王一", "王二", "王三", "王四"):
        MemberFactory(name=name, born_on=dt.date(1980, 12, 30))
    MemberFactory(name="李五", born_on=dt.date(1990, 1, 3))
    MemberFactory(name="李六", born_on=dt.date(1990, 1, 4))

    found = titles(office)

    assert [day for day, _title in found] == [dt.date(2026, 12, 30), dt.date(2027, 1, 3)]
    assert found[0][1].endswith("等 4 人生日")
    assert found[1][1] == "李五 生日"


def test_who_may_not_see_birth_dates_gets_no_birthdays():
    MemberFactory(born_on=dt.date(1980, 12, 30))
    assert titles(officer(Office.COMMITTEE_MEMBER)) == []
    assert titles(officer(Office.BRANCH_CHAIR, branch=BranchFactory())) == []


def test_open_retirements_of_the_week_are_named():
    member = MemberFactory(name="钱立")
    RetirementProposal.objects.create(member=member, proposed_on=dt.date(2026, 12, 31), basis="满 60 岁")
    office = officer(Office.OFFICE_STAFF)
    assert titles(office, week.retirements) == [(dt.date(2026, 12, 31), "钱立 到退休年龄")]
    assert titles(officer(Office.GROUP_LEADER), week.retirements) == []


def test_the_card_names_the_weekday_and_is_absent_when_nothing_comes():
    office = officer(Office.OFFICE_STAFF)
    assert week_card(office, MONDAY) is None
    MemberFactory(name="李五", born_on=dt.date(1990, 12, 28))
    MemberFactory(name="李六", born_on=dt.date(1990, 12, 30))
    card = week_card(office, MONDAY)
    shown = card["days"]
    assert card["more"] == []
    assert [(day, entry.title) for day, entry in shown] == [
        ("今天", "李五 生日"),
        ("12/30 周三", "李六 生日"),
    ]


def test_what_begins_before_eight_in_the_morning_stands_on_its_own_day():
    at = dt.datetime(2026, 12, 29, 22, 30, tzinfo=dt.UTC)  # 06:30 of the 30th
    make_activity(starts_at=at, title="晨跑")
    [(day, entry)] = week_card(officer(Office.OFFICE_STAFF), MONDAY)["days"]
    assert (day, entry.title) == ("12/30 周三", "晨跑")


def test_a_full_week_folds_what_is_more_than_a_dozen():
    for n in range(7):
        day = MONDAY + dt.timedelta(days=n)
        member = MemberFactory(born_on=day.replace(year=1990 + (day.year - MONDAY.year)))
        RetirementProposal.objects.create(member=member, proposed_on=day, basis="满 60 岁")
    card = week_card(officer(Office.OFFICE_STAFF), MONDAY)
    assert (len(card["days"]), len(card["more"])) == (12, 2)
