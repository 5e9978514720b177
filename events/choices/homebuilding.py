"""Words of the 职工之家 check."""

from django.db.models import TextChoices


class HomeCheckState(TextChoices):
    """Where a check stands."""

    DRAFT = "draft", "自评中"
    SUBMITTED = "submitted", "待考核"
    REVIEWED = "reviewed", "已考核"
