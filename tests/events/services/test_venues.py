import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events.ledgers.venues import BOOKINGS, VISITORS
from events.models import Booking, Venue
from events.registry_venues import FIGURES, bookings_coming, calendar
from events.rules.venues import Hours, Limits, booking_problem, read_hours
from events.services import venues
from tests.events.services.room_rows import sums
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_rooms import DAY, make_venue
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
TODAY, NOW = today(), timezone.now()
NOON = timezone.make_aware(dt.datetime.combine(TODAY + DAY, dt.time(12)))
HOUR = dt.timedelta(hours=1)
WHAT = {"purpose": "练球", "people": 2, "now": NOW}
FACTS = {
    "name": "职工之家", "kind": "home", "place": "三号楼", "capacity": 20, "keeper": "", "rules": "",
    "bookable": True, "most_hours": 2, "days_ahead": 7, "closed_on": None,
}  # fmt: skip


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def person():
    return MemberFactory(user=UserFactory())


def take(venue, member, start, end, **more):
    return venues.book(venue, starts_at=start, ends_at=end, member=member, actor=member.user, **WHAT, **more)


def test_bookings_touch_but_never_overlap(clerk):
    venue, one, two = make_venue(), person(), person()
    first = take(venue, one, NOON, NOON + HOUR)
    take(venue, two, NOON + HOUR, NOON + 2 * HOUR)
    for start, end in (
        (NOON, NOON + HOUR),
        (NOON - HOUR / 2, NOON + HOUR / 2),
        (NOON - HOUR, NOON + 2 * HOUR),
    ):
        with pytest.raises(DomainError, match="已被预约"):
            take(venue, two, start, end)
    take(make_venue(name="二号活动室"), two, NOON, NOON + HOUR)
    venues.cancel_booking(first, actor=one.user, now=NOW)
    take(venue, two, NOON, NOON + HOUR)
    assert Booking.objects.filter(venue=venue, state="booked").count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no exclusion constraints")
def test_the_database_itself_refuses_an_overlap():
    venue, member = make_venue(), person()
    values = {"venue": venue, "member": member, "purpose": "x", "starts_at": NOON, "ends_at": NOON + HOUR}
    Booking.objects.create(**values)
    Booking.objects.create(**(values | {"state": "cancelled"}))
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Booking.objects.create(**values)


def test_rights_of_booking_and_giving_up(clerk):
    venue, member, other = make_venue(), person(), person()
    with pytest.raises(NotPermittedError, match="自己"):
        venues.book(venue, starts_at=NOON, ends_at=NOON + HOUR, member=other, actor=member.user, **WHAT)
    with pytest.raises(DomainError, match="会员档案"):
        venues.book(venue, starts_at=NOON, ends_at=NOON + HOUR, member=None, actor=clerk, **WHAT)
    row = venues.book(venue, starts_at=NOON, ends_at=NOON + HOUR, member=other, actor=clerk, **WHAT)
    assert [due.person_id for due in bookings_coming(TODAY, TODAY + DAY)] == [other.user_id]
    assert [entry.title for entry in calendar(other.user, TODAY, TODAY + DAY)] == ["活动室：练球"]
    with pytest.raises(NotPermittedError):
        venues.cancel_booking(row, actor=member.user, now=NOW)
    with pytest.raises(DomainError, match="不能取消"):
        venues.cancel_booking(row, actor=other.user, now=NOON)
    venues.cancel_booking(row, actor=clerk, now=NOW)
    assert Notice.objects.get(user=other.user).title == "场地预约已取消：活动室"
    with pytest.raises(DomainError, match="已取消"):
        venues.record_use(row, used_people=3, actor=clerk, now=NOON + HOUR)
    Venue.objects.update(bookable=False)
    with pytest.raises(DomainError, match="不接受预约"):
        take(venue, member, NOON, NOON + HOUR)


def test_opening_hours_are_read_kept_and_asked(clerk):
    hours = read_hours("周一 07:20-07:50\n\n周三 12：00–13：30")
    assert hours[1] == Hours(2, dt.time(12), dt.time(13, 30))
    row = venues.save_venue(Venue(), FACTS, hours, version=0, actor=clerk)
    assert [str(each) for each in row.hours.all()] == ["周一 07:20–07:50", "周三 12:00–13:30"]
    venues.save_venue(row, FACTS, hours[:1], version=1, actor=clerk)
    assert row.hours.count() == 1
    with pytest.raises(StaleError):
        venues.save_venue(row, FACTS, hours, version=1, actor=clerk)
    with pytest.raises(DomainError, match="已有"):
        venues.save_venue(Venue(), FACTS, hours, version=0, actor=clerk)
    for wrong, words in (("每天", "看不懂"), ("周一 25:00-26:00", "不存在"), ("周一 9:00-8:00", "晚于")):
        with pytest.raises(ValueError, match=words):
            read_hours(wrong)


MONDAY = dt.datetime(2026, 11, 23, 12)
LIMITS = Limits(2, 7, 20, (Hours(0, dt.time(11), dt.time(14)),))


@pytest.mark.parametrize(
    ("start", "hours", "people", "words"),
    [
        (MONDAY, 2, 20, ""),
        (MONDAY, 2, 21, "容纳 20 人"),
        (MONDAY, 3, 1, "最多预约 2 小时"),
        (MONDAY, 0, 1, "晚于开始"),
        (MONDAY.replace(hour=13), 2, 1, "周一开放 11:00–14:00"),
        (MONDAY + DAY, 1, 1, "周二不开放"),
        (MONDAY + 8 * DAY, 1, 1, "提前 7 天"),
        (MONDAY - 2 * DAY, 1, 1, "已过"),
    ],
)
def test_what_cannot_be_booked_says_why(start, hours, people, words):
    now = MONDAY - DAY
    text = booking_problem(start, start + hours * HOUR, people, LIMITS, now)[1]
    assert (words in text) if words else text == ""


def test_fifty_two_reader_visits_and_bookings_as_figures(clerk):
    """[S003]: the library was visited 52 times."""
    library, room = make_venue(name="职工书屋", kind="library", bookable=False), make_venue()
    year = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    for month, visitors in ((3, 20), (4, 99), (4, 32)):
        venues.count_visitors(
            library, day=dt.date(2025, month, 9), visitors=visitors, note="", actor=clerk, today=TODAY
        )
    venues.count_visitors(room, day=dt.date(2025, 5, 9), visitors=7, note="", actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="晚于今天"):
        venues.count_visitors(room, day=TODAY + DAY, visitors=7, note="", actor=clerk, today=TODAY)
    readers = FIGURES["events.reader_visits"]
    assert (readers.compute(year), readers.unit) == (52, "人次")
    assert sums(VISITORS, readers.rows_url(year))[1]["visitors"] == 52
    assert FIGURES["events.venue_visits"].compute(year) == 59
    kinds = {value.key: value.value for value in FIGURES["events.venue_visits_by_kind"].compute(year)}
    assert kinds == {"library": 52, "room": 7}
    for state in ("booked", "cancelled"):
        Booking.objects.create(
            venue=room,
            member=person(),
            purpose="x",
            state=state,
            starts_at=NOW - 2 * HOUR,
            ends_at=NOW - HOUR,
        )
    row = Booking.objects.get(state="booked")
    venues.record_use(row, used_people=6, actor=clerk, now=NOW)
    period = Period(TODAY - DAY, TODAY)
    assert FIGURES["events.bookings"].compute(period) == 1
    rows, total = sums(BOOKINGS, FIGURES["events.bookings"].rows_url(period))
    assert (rows, total["used"]) == (1, 6)
