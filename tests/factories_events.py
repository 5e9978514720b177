"""Activities for tests: open for sign-up, in two weeks, one session."""

import datetime as dt

from django.utils import timezone

from events.choices.activities import ActivityKind, ActivityState, SignUpMode
from events.models import Activity, ActivitySession
from tests.factories import MemberFactory, UserFactory


def make_activity(capacity=None, **values):
    """An activity with one session of `capacity`; `session` hangs on it."""
    starts = values.pop("starts_at", timezone.now() + dt.timedelta(days=14))
    ends = values.pop("ends_at", starts + dt.timedelta(hours=2))
    defaults = {
        "title": "职工羽毛球赛",
        "kind": ActivityKind.CULTURE,
        "state": ActivityState.OPEN,
        "mode": SignUpMode.PERSON,
        "place": "职工之家",
        "starts_at": starts,
        "ends_at": ends,
    }
    activity = Activity.objects.create(**(defaults | values))
    activity.session = ActivitySession.objects.create(
        activity=activity, starts_at=starts, ends_at=ends, capacity=capacity
    )
    return activity


def people(count, **values):
    """Members with logins."""
    return [MemberFactory(user=UserFactory(), **values) for _ in range(count)]
