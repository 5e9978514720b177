"""Hazards, suggestions, trainings, meetings, clubs, venues, books and contests for tests."""

import datetime as dt

from django.utils import timezone

from events.choices.hazards import HazardState
from events.models import (
    Attendee,
    Book,
    BookCopy,
    Club,
    Competition,
    Hazard,
    Meeting,
    Suggestion,
    Trainee,
    Training,
    TrainingSession,
    Venue,
)
from tests.factories import DepartmentFactory, MemberFactory
from union.common.dates import today

DAY = dt.timedelta(days=1)


def make_hazard(**values):
    """A hazard as reported; from the state 整改中 on with a department and a deadline."""
    found_on = values.pop("found_on", today() - 3 * DAY)
    defaults = {"place": "外科楼三层配电间", "description": "插座松动", "found_on": found_on}
    state = values.get("state", HazardState.REPORTED)
    if state in (HazardState.ASSIGNED, HazardState.RECTIFIED, HazardState.CLOSED):
        defaults |= {"due_on": found_on + 7 * DAY}
        values["department"] = values.get("department") or DepartmentFactory()
    if state in (HazardState.RECTIFIED, HazardState.CLOSED):
        defaults |= {"rectified_on": found_on + DAY, "measures": "已更换"}
    if state == HazardState.CLOSED:
        defaults |= {"rechecked_on": found_on + 2 * DAY}
    if "finder" not in values:
        values["finder"] = MemberFactory()
    return Hazard.objects.create(**(defaults | values))


def make_suggestion(**values):
    """A suggestion as handed in."""
    proposer = values.pop("proposer", None) or MemberFactory()
    defaults = {
        "title": "门诊错峰取号", "situation": "早高峰排队", "proposal": "分时段取号",
        "submitted_on": today() - DAY, "branch": proposer.branch,
    }  # fmt: skip
    return Suggestion.objects.create(proposer=proposer, **(defaults | values))


def make_training(members=(), hours=(4,), **values):
    """A training planned for yesterday with its sessions and people."""
    starts_on = values.pop("starts_on", today() - DAY)
    defaults = {"title": "工会干部培训", "kind": "officers", "ends_on": starts_on, "hours": sum(hours)}
    row = Training.objects.create(starts_on=starts_on, **(defaults | values))
    for turn, each in enumerate(hours):
        at = timezone.make_aware(dt.datetime.combine(starts_on, dt.time(9 + turn)))
        TrainingSession.objects.create(training=row, starts_at=at, hours=each)
    for member in members:
        Trainee.objects.create(training=row, member=member)
    return row


def make_meeting(members=(), **values):
    """A meeting drawn up for yesterday."""
    defaults = {
        "title": "工会委员会会议", "kind": "committee", "starts_at": timezone.now() - DAY, "place": "会议室",
        "agenda": "年度计划",
    }  # fmt: skip
    row = Meeting.objects.create(**(defaults | values))
    for member in members:
        Attendee.objects.create(meeting=row, member=member)
    return row


def make_club(leader, members=(), **values):
    """A club with its leader and members."""
    club = Club.objects.create(
        leader=leader, **({"name": "乒乓球协会", "founded_on": today() - DAY} | values)
    )
    for member in (leader, *members):
        club.memberships.create(member=member, joined_on=today() - DAY)
    return club


def make_venue(**values):
    """A room open at all hours."""
    return Venue.objects.create(**({"name": "活动室", "kind": "room", "place": "三号楼"} | values))


def make_book(*numbers, **values):
    """A title with a copy for each number."""
    book = Book.objects.create(**({"title": "平凡的世界", "author": "路遥"} | values))
    for number in numbers:
        BookCopy.objects.create(book=book, number=number)
    return book


def make_competition(**values):
    """A contest that runs since yesterday."""
    defaults = {
        "title": "护理技能比武", "kind": "skill", "starts_on": today() - DAY, "ends_on": today(),
        "plan": "方案",
    }  # fmt: skip
    return Competition.objects.create(**(defaults | values))
