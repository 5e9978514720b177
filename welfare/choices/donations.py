"""Closed lists of donations (募捐)."""

from django.db.models import TextChoices


class DriveKind(TextChoices):
    """Why money is collected."""

    ONE_DAY = "one_day", "慈善一日捐"
    CASE = "case", "专项募捐"
    DISASTER = "disaster", "赈灾"
    OTHER = "other", "其他"


class DriveState(TextChoices):
    """Where a drive stands."""

    OPEN = "open", "募捐中"
    CLOSED = "closed", "已截止"
    PUBLISHED = "published", "已公示"
    AUDITED = "audited", "已审查"


class DriveAction(TextChoices):
    """What can be done with a drive."""

    CLOSE = "close", "截止募捐"
    PUBLISH = "publish", "登记公示"
    AUDIT = "audit", "经审审查"


class UseState(TextChoices):
    """The way of a use of the money."""

    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准"
    BOOKED = "booked", "已支付入账"
    REJECTED = "rejected", "未批准"


class UseAction(TextChoices):
    """What can be done with a use."""

    APPROVE = "approve", "批准"
    REJECT = "reject", "不批准"
    BOOK = "book", "支付并入账"
    UNBOOK = "unbook", "冲销支付"
