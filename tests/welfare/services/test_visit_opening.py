"""The daily task: birthdays, retirements, festivals, anniversaries; once, and after days off."""

import datetime as dt

import pytest

from members.choices import MembershipStatus, RetainReason
from members.services.membership import change_membership
from tests.factories_welfare import Cast, occasion
from union.common.dates import today
from welfare.models import GiftList, Occasion, OpeningMark, Visit
from welfare.services.visit_opening import open_due
from welfare.services.visits import reject_visit

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 10)


@pytest.fixture
def cast():
    return Cast()


def opened(code):
    rows = Visit.objects.filter(occasion__code=code).order_by("happened_on", "member_id")
    return list(rows.values_list("member__name", "happened_on"))


def test_a_birthday_is_opened_a_week_ahead_and_once(cast):
    born = cast.colleague(born_on=dt.date(1980, 5, 17), name="寿星")
    cast.colleague(born_on=dt.date(1980, 5, 18))
    first = open_due(MAY)
    again = open_due(MAY)

    assert (first.visits, again.visits) == (1, 0)
    assert opened("birthday") == [("寿星", dt.date(2026, 5, 17))]
    visit = Visit.objects.get(member=born)
    assert (visit.state, visit.origin, visit.gift_value, visit.due_on) == (
        "reported", "daily", 200, dt.date(2026, 5, 20),
    )  # fmt: skip


def test_days_off_are_caught_up_and_a_refused_one_stays_refused(cast):
    Occasion.objects.filter(code="birthday").update(lead_days=0)
    for day in (10, 11, 12, 13, 14):
        cast.colleague(born_on=dt.date(1980, 5, day))
    open_due(MAY)
    reject_visit(Visit.objects.get().pk, actor=cast.office, note="本人不愿意")
    assert open_due(dt.date(2026, 5, 14)).visits == 4
    assert open_due(dt.date(2026, 5, 14)).visits == 0
    assert Visit.objects.count() == 5
    assert OpeningMark.objects.get().done_to == dt.date(2026, 5, 14)


def test_the_leap_day_lunar_festivals_and_retirements(cast):
    Occasion.objects.filter(code="birthday").update(lead_days=0)
    cast.colleague(born_on=dt.date(1988, 2, 29), name="闰日")
    cast.colleague(is_model_worker=True, name="劳模")
    cast.colleague(
        name="新退休", membership_status=MembershipStatus.RETAINED, retain_reason=RetainReason.RETIRED,
        status_since=dt.date(2027, 2, 28),
    )  # fmt: skip
    open_due(dt.date(2027, 1, 20))
    assert open_due(dt.date(2027, 2, 28)).visits >= 1

    assert ("闰日", dt.date(2027, 2, 28)) in opened("birthday")
    assert opened("model_worker") == [("劳模", dt.date(2027, 2, 6))]  # 春节 of 2027
    assert list(GiftList.objects.values_list("occasion__code", "on")) == [
        ("spring_festival", dt.date(2027, 2, 6))
    ]
    assert opened("retirement") == [("新退休", dt.date(2027, 2, 28))]


@pytest.mark.parametrize("back", [0, 1, 22])
def test_a_retirement_confirmed_after_the_run_is_opened_the_next_day_and_once(cast, back):
    who = cast.colleague(name="老王")
    open_due(today())
    change_membership(
        who, MembershipStatus.RETAINED, effective_on=today() - dt.timedelta(days=back), actor=None,
        retain_reason=RetainReason.RETIRED, document="退休通知", note="退休",
    )  # fmt: skip
    for days in range(1, 70):
        open_due(today() + dt.timedelta(days=days))
    assert opened("retirement") == [("老王", today() - dt.timedelta(days=back))]


def test_who_is_registered_inside_the_lead_of_his_birthday_is_opened_by_the_next_run(cast):
    open_due(MAY)
    cast.colleague(born_on=dt.date(1980, 5, 13), name="新会员")
    open_due(MAY + dt.timedelta(days=1))
    assert opened("birthday") == [("新会员", dt.date(2026, 5, 13))]


def test_a_retirement_opens_only_where_the_standard_names_retired_people(cast):
    cast.colleague(
        name="新退休",
        membership_status=MembershipStatus.RETAINED,
        retain_reason=RetainReason.RETIRED,
        status_since=MAY,
    )
    standard = occasion("retirement").standards.latest("valid_from")
    standard.sources = {"active": ["admin_grant"]}
    standard.save()
    assert open_due(MAY).visits == 0


def test_an_anniversary_is_data(cast):
    cast.colleague(name="老会员", joined_union_on=dt.date(2006, 5, 10))
    row = Occasion.objects.get(code="soldier_family")
    row.trigger, row.anniversary_of = "anniversary", "joined_union_on"
    row.save()
    open_due(MAY)
    assert opened("soldier_family") == [("老会员", MAY)]


def test_who_left_and_who_has_no_standard_get_nothing(cast):
    cast.colleague(born_on=dt.date(1980, 5, 10), membership_status=MembershipStatus.WITHDRAWN)
    cast.colleague(born_on=dt.date(1980, 5, 10))
    occasion("birthday").standards.all().delete()
    assert open_due(MAY).visits == 0
