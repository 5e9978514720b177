"""Tables of the workers' congress, one subject a file."""

from congress.models.appeals import Appeal
from congress.models.appraisals import (
    Appraisal,
    AppraisalItem,
    AppraisalResult,
    AppraisalSubject,
    Rater,
    RaterGroup,
)
from congress.models.ballots import (
    BallotMark,
    NamedBallot,
    OpenedBallot,
    Poll,
    PollTeller,
    RollEntry,
    SealedBallot,
    TellerCount,
)
from congress.models.bodies import (
    BodyCandidate,
    BodyElection,
    Finding,
    OfficerReview,
    Tour,
    Training,
)
from congress.models.contracts import Contract, NegotiationMeeting, Negotiator, PerformanceCheck
from congress.models.delegates import Constituency, Delegation, Mandate, Panel, PanelMember
from congress.models.disclosures import Disclosure, DisclosureFeedback, DisclosureItem
from congress.models.elections import (
    ConstituencyElection,
    Nominee,
    Vacancy,
)
from congress.models.mediations import Mediation, MediationParty, MediationStatement
from congress.models.motions import Motion, MotionCounter, MotionGram, MotionWindow, Seconder
from congress.models.motions_handling import (
    MotionAward,
    MotionContact,
    MotionRating,
    MotionReply,
    MotionStep,
    MotionUnit,
)
from congress.models.registers import RegisterStep
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
from congress.models.votes import Candidate, Vote

__all__ = [
    "Absence",
    "AgendaItem",
    "Appeal",
    "Appraisal",
    "AppraisalItem",
    "AppraisalResult",
    "AppraisalSubject",
    "Attendance",
    "BallotMark",
    "BodyCandidate",
    "BodyElection",
    "Candidate",
    "Constituency",
    "ConstituencyElection",
    "Contract",
    "Delegation",
    "Disclosure",
    "DisclosureFeedback",
    "DisclosureItem",
    "Finding",
    "Guest",
    "Mandate",
    "Mediation",
    "MediationParty",
    "MediationStatement",
    "Minutes",
    "Motion",
    "MotionAward",
    "MotionContact",
    "MotionCounter",
    "MotionGram",
    "MotionRating",
    "MotionReply",
    "MotionStep",
    "MotionUnit",
    "MotionWindow",
    "NamedBallot",
    "NegotiationMeeting",
    "Negotiator",
    "Nominee",
    "OfficerReview",
    "OpenedBallot",
    "Opinion",
    "Panel",
    "PanelMember",
    "Paper",
    "PaperReading",
    "PerformanceCheck",
    "Poll",
    "PollTeller",
    "PreparationStep",
    "Presider",
    "Rater",
    "RaterGroup",
    "RegisterStep",
    "Resolution",
    "RollEntry",
    "SealedBallot",
    "Seconder",
    "Session",
    "TellerCount",
    "Term",
    "Tour",
    "Training",
    "Vacancy",
    "Validity",
    "Vote",
]
