"""Tables of welfare, one module per subject."""

from welfare.models.lists import GiftItem, GiftList, StockMove
from welfare.models.occasions import Occasion, SchemeItem, VisitScheme, VisitStandard
from welfare.models.visits import (
    OpeningMark,
    Visit,
    VisitEvent,
    VisitReport,
    VisitService,
)

__all__ = [
    "GiftItem",
    "GiftList",
    "Occasion",
    "OpeningMark",
    "SchemeItem",
    "StockMove",
    "Visit",
    "VisitEvent",
    "VisitReport",
    "VisitScheme",
    "VisitService",
    "VisitStandard",
]
