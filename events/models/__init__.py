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
from events.models.clubs import Club, ClubAttendance, ClubBudget, ClubMembership, ClubSession
from events.models.competitions import Competition, CompetitionEntry
from events.models.contests import Match, Prize, PrizeWinner
from events.models.costs import CostLine
from events.models.documents import DocumentReading, PolicyDocument
from events.models.feeds import CalendarFeed
from events.models.hazards import Hazard
from events.models.homebuilding import HomeCheck, HomeScore
from events.models.honours import Honour, HonourVote, Nomination, Programme, ProgrammeQuota
from events.models.library import Book, BookCopy, Loan, ReadingItem, ReadingNote
from events.models.meetings import ActionItem, Attendee, Meeting
from events.models.notices import Bulletin, BulletinReading
from events.models.pictures import PictureConsent
from events.models.plans import PlanLine, YearPlan
from events.models.records import RecordStep
from events.models.signups import Attendance, Feedback, SignUp, Team
from events.models.suggestions import Suggestion
from events.models.trainings import Trainee, Training, TrainingSession
from events.models.venues import Booking, OpeningHours, Venue, VisitorCount

__all__ = [
    "ActionItem",
    "Activity",
    "ActivitySession",
    "ActivityStep",
    "ActivityTemplate",
    "ArchiveClass",
    "ArchiveItem",
    "Article",
    "Attendance",
    "Attendee",
    "Book",
    "BookCopy",
    "Booking",
    "BranchQuota",
    "Bulletin",
    "BulletinReading",
    "CalendarFeed",
    "Club",
    "ClubAttendance",
    "ClubBudget",
    "ClubMembership",
    "ClubSession",
    "Competition",
    "CompetitionEntry",
    "Correspondent",
    "CostLine",
    "DocumentReading",
    "Feedback",
    "Hazard",
    "HomeCheck",
    "HomeScore",
    "Honour",
    "HonourVote",
    "Loan",
    "Match",
    "Meeting",
    "Nomination",
    "OpeningHours",
    "OrganiserTask",
    "PictureConsent",
    "Placement",
    "PlanLine",
    "PolicyDocument",
    "Prize",
    "PrizeWinner",
    "Programme",
    "ProgrammeQuota",
    "Question",
    "ReadingItem",
    "ReadingNote",
    "RecordStep",
    "SignUp",
    "Suggestion",
    "Team",
    "Trainee",
    "Training",
    "TrainingSession",
    "Venue",
    "VisitorCount",
    "YearPlan",
]
