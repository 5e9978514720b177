"""Tables of the workers' congress, one subject a file."""

from congress.models.bodies import (
    BodyCandidate,
    BodyElection,
    Finding,
    OfficerReview,
    Tour,
    Training,
)
from congress.models.delegates import Constituency, Delegation, Mandate, Panel, PanelMember
from congress.models.elections import (
    ConstituencyElection,
    Nominee,
    Vacancy,
)
from congress.models.sessions import (
    Absence,
    Attendance,
    Guest,
    Minutes,
    Opinion,
    Paper,
    PaperReading,
    PreparationStep,
    Presider,
    Resolution,
    Validity,
)
from congress.models.terms import AgendaItem, Session, Term

__all__ = [
    "Absence",
    "AgendaItem",
    "Attendance",
    "BodyCandidate",
    "BodyElection",
    "Constituency",
    "ConstituencyElection",
    "Delegation",
    "Finding",
    "Guest",
    "Mandate",
    "Minutes",
    "Nominee",
    "OfficerReview",
    "Opinion",
    "Panel",
    "PanelMember",
    "Paper",
    "PaperReading",
    "PreparationStep",
    "Presider",
    "Resolution",
    "Session",
    "Term",
    "Tour",
    "Training",
    "Vacancy",
    "Validity",
]
