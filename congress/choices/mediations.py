"""Closed lists of mediation (调解)."""

from django.db.models import TextChoices


class MediationKind(TextChoices):
    """What the dispute is about ([S001], 《劳动争议调解仲裁法》)."""

    LABOUR = "labour", "劳动争议"
    COLLEAGUES = "colleagues", "职工之间"
    FAMILY = "family", "婚姻家庭"
    PATIENT = "patient", "医患"


class PartyRole(TextChoices):
    """The two parties."""

    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"


class ApplicationForm(TextChoices):
    """How it was asked for; an oral application is written down on the spot."""

    WRITTEN = "written", "书面申请"
    ORAL = "oral", "口头申请（当场记录）"


class MediationState(TextChoices):
    """Where it stands; written by services.registers alone."""

    APPLIED = "applied", "已申请待受理"
    MEDIATING = "mediating", "调解中"
    AGREED = "agreed", "已达成协议"
    FULFILLED = "fulfilled", "协议已履行"
    BROKEN = "broken", "协议未履行"
    FAILED = "failed", "调解不成"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "申请人撤回"


class MediationAction(TextChoices):
    """What can be done."""

    ACCEPT = "accept", "受理"
    HAND_OVER = "hand_over", "改派调解人"
    AGREE = "agree", "登记调解协议"
    FAIL = "fail", "调解不成"
    REFUSE = "refuse", "不予受理"
    WITHDRAW = "withdraw", "登记撤回"
    FULFIL = "fulfil", "登记已履行"
    BREAK = "break", "登记未履行"
