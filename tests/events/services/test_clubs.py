import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from events.ledgers.clubs import CLUBS, SESSIONS
from events.models import ClubSession, CostLine
from events.registry_clubs import FIGURES, calendar, sessions_coming
from events.rules.eligibility import refusals
from events.selectors.activities import person_of, target_of
from events.services import clubs
from tests.events.services.room_rows import sums
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_events import make_activity
from tests.factories_rooms import DAY, make_club
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period
from union.ledgers.declare import Period as LedgerPeriod
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TODAY, NOW = today(), timezone.now()
YEAR = Period(TODAY.replace(month=1, day=1), TODAY)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def person():
    return MemberFactory(user=UserFactory())


def test_found_join_leave(clerk):
    leader, other = person(), person()
    values = {"name": "羽毛球协会", "leader": leader, "founded_on": TODAY}
    club = clubs.found_club(values, actor=clerk, today=TODAY)
    assert [row.member for row in club.memberships.all()] == [leader]
    with pytest.raises(DomainError, match="已有"):
        clubs.found_club(values, actor=clerk, today=TODAY)
    with pytest.raises(NotPermittedError):
        clubs.found_club(values | {"name": "棋"}, actor=leader.user, today=TODAY)
    mine = clubs.join_club(club, other, actor=other.user, today=TODAY)
    assert clubs.join_club(club, other, actor=other.user, today=TODAY) == mine
    with pytest.raises(NotPermittedError):
        clubs.join_club(club, person(), actor=other.user, today=TODAY)
    with pytest.raises(DomainError, match="更换负责人"):
        clubs.leave_club(club.memberships.get(member=leader), actor=leader.user, today=TODAY)
    clubs.leave_club(mine, actor=other.user, today=TODAY)
    assert clubs.join_club(club, other, actor=leader.user, today=TODAY) != mine
    with pytest.raises(DomainError, match="会员档案"):
        clubs.join_club(club, None, actor=clerk, today=TODAY)
    new = values | {"leader": other, "closed_on": TODAY}
    clubs.edit_club(club, new, version=1, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="停办"):
        clubs.join_club(club, person(), actor=clerk, today=TODAY)


def test_sessions_are_attended_by_members_of_the_club_and_counted(clerk):
    leader, member = person(), person()
    club = make_club(leader, [member])
    values = {"starts_at": NOW - DAY, "place": "体育馆", "topic": "训练"}
    row = clubs.record_session(ClubSession(club=club), values, [leader, member], actor=leader.user, now=NOW)
    with pytest.raises(DomainError, match="不是"):
        clubs.record_session(row, values, [person()], actor=leader.user, now=NOW)
    ahead = values | {"starts_at": NOW + DAY}
    with pytest.raises(DomainError, match="还没有开始"):
        clubs.record_session(ClubSession(club=club), ahead, [member], actor=leader.user, now=NOW)
    clubs.record_session(ClubSession(club=club), ahead, [], actor=leader.user, now=NOW)
    with pytest.raises(NotPermittedError):
        clubs.record_session(row, values, [], actor=member.user, now=NOW)
    period = Period(TODAY - 9 * DAY, TODAY + 9 * DAY)
    found = {key: (figure.compute(period), figure.unit) for key, figure in FIGURES.items()}
    assert found == {
        "events.clubs": (1, "个"), "events.club_sessions": (1, "次"), "events.club_times": (2, "人次"),
    }  # fmt: skip
    rows, total = sums(SESSIONS, FIGURES["events.club_times"].rows_url(period))
    assert (rows, total["came"]) == (1, 2)
    assert sums(CLUBS, FIGURES["events.clubs"].rows_url(period))[0] == 1
    assert {due.person_id for due in sessions_coming(TODAY, TODAY + DAY)} == {leader.user_id, member.user_id}
    assert [entry.title for entry in calendar(member.user, TODAY, TODAY + DAY)] == ["乒乓球协会：训练"]
    assert not list(calendar(clerk, TODAY, TODAY + DAY))


def test_budget_against_the_costs_of_its_activities(clerk):
    club = make_club(person())
    clubs.set_budget(club, year=2026, amount=Decimal(1000), note="", actor=clerk)
    clubs.set_budget(club, year=2026, amount=Decimal(3000), note="球", actor=clerk)
    activity = make_activity(target_club=club)
    for year in (2025, 2026):
        CostLine.objects.create(
            activity=activity, kind="other", description="球", amount=200, fund_source="dues",
            spent_on=dt.date(year, 5, 5),
        )  # fmt: skip
    (row,) = CLUBS.rows(clerk, LedgerPeriod(2026))
    assert (row.budget, row.spent, row.people) == (3000, 200, 1)


def test_sign_up_for_a_clubs_activity_is_for_its_members():
    leader, stranger = person(), person()
    club = make_club(leader)
    activity = make_activity(target_club=club)
    asked = [refusals(target_of(activity), person_of(m, TODAY, club.pk)) for m in (leader, stranger)]
    assert asked == [[], ["本活动面向“乒乓球协会”成员，请先加入"]]
