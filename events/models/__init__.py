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
from events.models.archive import ArchiveClass, ArchiveItem
from events.models.articles import Article, Correspondent, Placement
from events.models.contests import Match, Prize, PrizeWinner
from events.models.costs import CostLine
from events.models.documents import DocumentReading, PolicyDocument
from events.models.feeds import CalendarFeed
from events.models.hazards import Hazard
from events.models.homebuilding import HomeCheck, HomeScore
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
    "ArchiveClass",
    "ArchiveItem",
    "Article",
    "Attendance",
    "BranchQuota",
    "Bulletin",
    "BulletinReading",
    "CalendarFeed",
    "Correspondent",
    "CostLine",
    "DocumentReading",
    "Feedback",
    "Hazard",
    "HomeCheck",
    "HomeScore",
    "Honour",
    "HonourVote",
    "Match",
    "Nomination",
    "OrganiserTask",
    "Placement",
    "PlanLine",
    "PolicyDocument",
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
