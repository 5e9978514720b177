"""Hazards, suggestions, trainings, meetings, clubs, venues, books and contests for tests."""

import datetime as dt

from events.choices.hazards import HazardState
from events.models import Hazard, Suggestion
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
