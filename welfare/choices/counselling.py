"""Closed lists of counselling (心理关爱)."""

from django.db.models import TextChoices


class SlotState(TextChoices):
    """Where an hour of a counsellor stands."""

    OPEN = "open", "可预约"
    BOOKED = "booked", "已预约"
    HELD = "held", "已咨询"
    ABSENT = "absent", "未到"
    CANCELLED = "cancelled", "已取消"
