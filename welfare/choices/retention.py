"""Closed lists of erasing what is kept no longer."""

from django.db.models import TextChoices


class ErasureKind(TextChoices):
    """What a list is about."""

    HARDSHIP = "hardship", "困难档案"
    VISIT = "visit", "慰问详情"


class ErasureState(TextChoices):
    """Where a list stands; nothing is erased before it is done."""

    PROPOSED = "proposed", "待核对"
    CHECKED = "checked", "待确认"
    DONE = "done", "已清除"
    CANCELLED = "cancelled", "已取消"


class ErasureAction(TextChoices):
    """What can be done with a list."""

    CHECK = "check", "核对并报批"
    RETURN = "return", "退回核对"
    CONFIRM = "confirm", "确认清除"
    CANCEL = "cancel", "取消清单"
