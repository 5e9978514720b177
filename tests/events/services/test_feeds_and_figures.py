import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from django.http import QueryDict
from django.utils import timezone

from events.choices.activities import ActivityKind, SignUpState
from events.figures import activities as figures
from events.ledgers.activities import ACTIVITIES, SIGNUPS
from events.models import Attendance, CostLine, SignUp
from events.rules.activities import ActivityAction
from events.services import activities, feeds
from events.services.icalendar_text import calendar_text
from tests.factories import BranchFactory, UserFactory, officer
from tests.factories_events import make_activity, people
from union.common.errors import DomainError
from union.common.registries import Period
from union.ledgers.selectors import query_from
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
NOW = timezone.now()
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(month, day, hour=14):
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def read(activities_, name="活动"):
    return vobject.readOne(calendar_text(activities_, name=name).decode())


def test_an_independent_parser_reads_the_right_times():
    title = "读书会；分享，与" + "很长的标题" * 12
    activity = make_activity(
        title=title, starts_at=at(5, 12, 19), ends_at=at(5, 12, 21), description="一\n二"
    )
    calendar = read([activity])
    event = calendar.vevent
    assert event.dtstart.value == at(5, 12, 19)
    assert event.dtend.value.astimezone(dt.UTC) == at(5, 12, 21).astimezone(dt.UTC)
    assert event.dtstart.params == {"X-VOBJ-ORIGINAL-TZID": ["Asia/Shanghai"]}
    assert calendar.vtimezone.tzid.value == "Asia/Shanghai"
    assert event.summary.value == title
    assert event.description.value == "一\n二"
    assert event.uid.value == f"{activity.uid}@union-events"


def test_sequence_rises_and_cancelled_is_said():
    activity, clerk = make_activity(), officer(Office.OFFICE_STAFF)
    before = read([activity]).vevent
    row = activities.advance(activity, ActivityAction.CANCEL, actor=clerk, now=NOW, note="天气")
    after = read([row]).vevent
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")


def test_a_feed_shows_what_its_owner_may_see_until_it_is_revoked():
    branch = BranchFactory()
    (member,) = people(1, branch=branch)
    make_activity(title="本支会", branch=branch, kind=ActivityKind.LECTURE)
    make_activity(title="别的支会", branch=BranchFactory())
    make_activity(title="草稿", state="draft")
    everything, token = feeds.create_feed(member.user, "")
    assert feeds.feed_of(token) == everything
    assert token not in everything.token_hash
    assert [row.title for row in feeds.activities_of(everything)] == ["本支会"]
    only, _token = feeds.create_feed(member.user, "球赛", kinds=["culture", "nonsense"])
    assert (only.kinds, feeds.activities_of(only).count()) == (["culture"], 0)
    mine, _token = feeds.create_feed(member.user, "我的", mine_only=True)
    assert not feeds.activities_of(mine).exists()
    feeds.revoke_feed(everything, actor=member.user)
    feeds.revoke_feed(everything, actor=member.user)
    assert feeds.feed_of(token) is None
    assert feeds.feed_of("猜的") is None


def test_no_more_than_ten_feeds_and_none_of_a_closed_account():
    user = UserFactory()
    tokens = [feeds.create_feed(user, str(n))[1] for n in range(10)]
    with pytest.raises(DomainError, match="10 个"):
        feeds.create_feed(user, "多")
    user.is_active = False
    user.save()
    assert feeds.feed_of(tokens[0]) is None


def held(**values):
    values = {"state": "held", "starts_at": at(4, 10)} | values
    return make_activity(**values)


@pytest.fixture
def source_document():
    """[S003]: 350 person-times of activities, 52 of readers; 2 performances, 26 items, 46 people, 10,000."""
    held(title="文体活动", reported_times=350)
    held(title="职工书屋", kind=ActivityKind.READING, reported_times=52)
    show = held(
        title="文艺演出", kind=ActivityKind.PERFORMANCE, session_count=2, item_count=26, reported_people=46,
        reported_times=46,
    )  # fmt: skip
    CostLine.objects.create(
        activity=show, kind="other", description="演出", amount=Decimal(10_000), fund_source="allocation",
        spent_on=dt.date(2026, 4, 10),
    )  # fmt: skip


def values_by_kind(key):
    return {value.key: value.value for value in figures.FIGURES[key].compute(YEAR)}


def test_the_source_documents_numbers_come_out_with_their_units(source_document):
    assert values_by_kind("events.times_by_kind") == {"culture": 350, "performance": 46, "reading": 52}
    assert values_by_kind("events.sessions_by_kind") == {"culture": 1, "performance": 2, "reading": 1}
    assert values_by_kind("events.cost_by_kind")["performance"] == Decimal(10_000)
    expected = {
        "events.sessions": (4, "场"), "events.times": (448, "人次"), "events.people": (0, "人"),
        "events.reported_people": (46, "人"), "events.items": (26, "个"), "events.cost": (10_000, "元"),
    }  # fmt: skip
    found = {key: (figures.FIGURES[key].compute(YEAR), figures.FIGURES[key].unit) for key in expected}
    assert found == expected


@pytest.fixture
def listed():
    """Two activities with lists, of which one person came to both; what must not count beside them."""
    one, two, three = people(3)
    branch = BranchFactory()
    for activity, crew in ((held(), (one, two)), (held(branch=branch), (one, three))):
        for number, member in enumerate(crew, 1):
            row = SignUp.objects.create(
                activity=activity, session=activity.session, member=member, number=number,
                state=SignUpState.CONFIRMED, family_count=1 if member == two else 0,
            )  # fmt: skip
            if member != three:
                for point in range(2):
                    Attendance.objects.create(signup=row, point=point, in_at=NOW, method="number")
    held(kind=ActivityKind.MEETING, reported_times=99)
    held(state="approved", reported_times=99)
    held(starts_at=at(4, 10).replace(year=2025), reported_times=99)
    return branch


def sums(ledger, url):
    """Rows and totals of the list a figure leads to."""
    asked = {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}
    params = QueryDict(mutable=True)
    params.update(asked)
    user = officer(Office.OFFICE_STAFF)
    found = query_from(ledger, user, params, None).with_columns(ledger.columns).totals()
    return found.rows, found.sums


def test_person_times_people_and_their_rows_agree(listed):
    shown = figures.FIGURES
    assert shown["events.times"].compute(YEAR) == 4  # three who came, one family member
    assert shown["events.people"].compute(YEAR) == 2
    rows, total = sums(ACTIVITIES, shown["events.times"].rows_url(YEAR))
    assert (rows, total["times"], total["sessions"]) == (2, 4, 2)
    assert sums(SIGNUPS, shown["events.people"].rows_url(YEAR))[0] == 2
    branch = Period(YEAR.first, YEAR.last, listed.pk)
    assert (shown["events.times"].compute(branch), shown["events.people"].compute(branch)) == (1, 1)
    assert sums(ACTIVITIES, shown["events.times"].rows_url(branch))[1]["times"] == 1
    assert sums(SIGNUPS, shown["events.people"].rows_url(branch))[0] == 1
