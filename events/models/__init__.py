"""Tables of events."""

from events.models.activities import (
    Activity,
    ActivitySession,
    ActivityStep,
    ActivityTemplate,
    BranchQuota,
    OrganiserTask,
    Question,
)
from events.models.contests import Match, Prize, PrizeWinner
from events.models.costs import CostLine
from events.models.feeds import CalendarFeed
from events.models.hazards import Hazard
from events.models.plans import PlanLine, YearPlan
from events.models.signups import Attendance, Feedback, SignUp, Team
from events.models.suggestions import Suggestion

__all__ = [
    "Activity",
    "ActivitySession",
    "ActivityStep",
    "ActivityTemplate",
    "Attendance",
    "BranchQuota",
    "CalendarFeed",
    "CostLine",
    "Feedback",
    "Hazard",
    "Match",
    "OrganiserTask",
    "PlanLine",
    "Prize",
    "PrizeWinner",
    "Question",
    "SignUp",
    "Suggestion",
    "Team",
    "YearPlan",
]
