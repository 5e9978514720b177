"""Closed lists of recuperation (疗休养)."""

from django.db.models import TextChoices


class RoundState(TextChoices):
    """Where a round stands."""

    OPEN = "open", "报名审批中"
    CLOSED = "closed", "已结束"


class StayState(TextChoices):
    """The way of an application."""

    APPLIED = "applied", "待支会意见"
    RECOMMENDED = "recommended", "待审批"
    APPROVED = "approved", "已批准"
    GONE = "gone", "已参加"
    REJECTED = "rejected", "未批准"
    ABSENT = "absent", "未参加"
    WITHDRAWN = "withdrawn", "已撤回"


class StayAction(TextChoices):
    """What can be done with an application."""

    RECOMMEND = "recommend", "推荐"
    APPROVE = "approve", "批准"
    REJECT = "reject", "不批准"
    GO = "go", "登记参加"
    ABSENT = "absent", "登记未参加"
    WITHDRAW = "withdraw", "撤回申请"
