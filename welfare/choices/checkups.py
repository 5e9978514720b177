"""Closed lists of health check-ups (体检)."""

from django.db.models import TextChoices


class RoundState(TextChoices):
    """Where a round stands."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class DayPart(TextChoices):
    """Half days for which people are asked to come."""

    MORNING = "am", "上午"
    AFTERNOON = "pm", "下午"


class EntryState(TextChoices):
    """What the ledger says of one person; derived, never stored. No findings anywhere."""

    LISTED = "listed", "待预约"
    BOOKED = "booked", "已预约"
    ATTENDED = "attended", "已体检"
    MISSED = "missed", "未体检"
