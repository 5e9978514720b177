"""Tables of mutual protection, check-ups, recuperation, donations, women's work and counselling."""

from welfare.models.care import CareEvent
from welfare.models.care_payments import CarePayment
from welfare.models.checkups import CheckupEntry, CheckupRound, CheckupSlot
from welfare.models.claims import Claim
from welfare.models.counselling import CounsellingSlot, Counsellor
from welfare.models.donations import Donation, DonationDeposit, DonationDrive, DonationUse
from welfare.models.mutual import Enrolment, MutualPeriod, MutualPlan
from welfare.models.recuperation import RecuperationQuota, RecuperationRound, Stay
from welfare.models.women import ProtectionPeriod, SingleParent, WomenMeeting, WomenService

__all__ = [
    "CareEvent",
    "CarePayment",
    "CheckupEntry",
    "CheckupRound",
    "CheckupSlot",
    "Claim",
    "CounsellingSlot",
    "Counsellor",
    "Donation",
    "DonationDeposit",
    "DonationDrive",
    "DonationUse",
    "Enrolment",
    "MutualPeriod",
    "MutualPlan",
    "ProtectionPeriod",
    "RecuperationQuota",
    "RecuperationRound",
    "SingleParent",
    "Stay",
    "WomenMeeting",
    "WomenService",
]
