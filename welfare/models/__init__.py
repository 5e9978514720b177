"""Tables of welfare, one module per subject."""

from welfare.models.aid import Aid, AidEvent, AidReturn, PaymentList
from welfare.models.care_all import *  # noqa: F403
from welfare.models.hardship import HardshipConsent, HardshipFile, HardshipSpell, HouseholdPerson
from welfare.models.hardship_records import (
    FileView,
    HardshipEvent,
    HomeVisit,
    Objection,
    Publicity,
    UpperReport,
    YearlyReview,
)
from welfare.models.lists import GiftItem, GiftList, StockMove
from welfare.models.occasions import Occasion, SchemeItem, VisitScheme, VisitStandard
from welfare.models.retention import ErasureItem, ErasureList
from welfare.models.visits import (
    OpeningMark,
    Visit,
    VisitEvent,
    VisitReport,
    VisitService,
)

__all__ = [
    "Aid",
    "AidEvent",
    "AidReturn",
    "ErasureItem",
    "ErasureList",
    "FileView",
    "GiftItem",
    "GiftList",
    "HardshipConsent",
    "HardshipEvent",
    "HardshipFile",
    "HardshipSpell",
    "HomeVisit",
    "HouseholdPerson",
    "Objection",
    "Occasion",
    "OpeningMark",
    "PaymentList",
    "Publicity",
    "SchemeItem",
    "StockMove",
    "UpperReport",
    "Visit",
    "VisitEvent",
    "VisitReport",
    "VisitScheme",
    "VisitService",
    "VisitStandard",
    "YearlyReview",
]
