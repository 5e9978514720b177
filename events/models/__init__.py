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
from events.models.articles import Article, Correspondent, Placement
from events.models.contests import Match, Prize, PrizeWinner
from events.models.costs import CostLine
from events.models.feeds import CalendarFeed
from events.models.hazards import Hazard
from events.models.honours import Honour, HonourVote, Nomination, Programme, ProgrammeQuota
from events.models.notices import Bulletin, BulletinReading
from events.models.plans import PlanLine, YearPlan
from events.models.records import RecordStep
from events.models.signups import Attendance, Feedback, SignUp, Team
from events.models.suggestions import Suggestion

__all__ = [
    "Activity",
    "ActivitySession",
    "ActivityStep",
    "ActivityTemplate",
    "Article",
    "Attendance",
    "BranchQuota",
    "Bulletin",
    "BulletinReading",
    "CalendarFeed",
    "Correspondent",
    "CostLine",
    "Feedback",
    "Hazard",
    "Honour",
    "HonourVote",
    "Match",
    "Nomination",
    "OrganiserTask",
    "Placement",
    "PlanLine",
    "Prize",
    "PrizeWinner",
    "Programme",
    "ProgrammeQuota",
    "Question",
    "RecordStep",
    "SignUp",
    "Suggestion",
    "Team",
    "YearPlan",
]
