"""Tables of the registry, one subject a file."""

from members.models.consents import Consent
from members.models.corrections import CorrectionRequest
from members.models.dues import (
    DuesBooking,
    DuesCollection,
    DuesCollectionLine,
    DuesEntry,
    DuesMonth,
    DuesReceipt,
)
from members.models.dues_base import DuesBase
from members.models.dues_payroll import DuesDifference, DuesPayroll, DuesPayrollRow
from members.models.dues_records import DuesAuthorisation, DuesRequest, UnpaidCase, UnpaidStep
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
    "DuesAuthorisation",
    "DuesBase",
    "DuesBooking",
    "DuesCollection",
    "DuesCollectionLine",
    "DuesDifference",
    "DuesEntry",
    "DuesMonth",
    "DuesPayroll",
    "DuesPayrollRow",
    "DuesReceipt",
    "DuesRequest",
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
    "UnpaidCase",
    "UnpaidStep",
]
