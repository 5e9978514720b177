"""Tables of the registry, one subject a file."""

from members.models.consents import Consent
from members.models.corrections import CorrectionRequest
from members.models.dues_base import DuesBase
from members.models.extra import ExtraField
from members.models.family import FamilyMember
from members.models.members import Member, MemberQuerySet
from members.models.membership import MembershipChange
from members.models.merges import DistinctPair, MemberMerge
from members.models.movements import JoinApplication, JoinStep, RetirementProposal, Transfer

__all__ = [
    "Consent",
    "CorrectionRequest",
    "DistinctPair",
    "DuesBase",
    "ExtraField",
    "FamilyMember",
    "JoinApplication",
    "JoinStep",
    "Member",
    "MemberMerge",
    "MemberQuerySet",
    "MembershipChange",
    "RetirementProposal",
    "Transfer",
]
