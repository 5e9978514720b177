"""What the union pays for."""

from django.db.models import TextChoices


class PaidService(TextChoices):
    """Which service a payment is for."""

    MUTUAL = "mutual", "互助保障"
    RECUPERATION = "recuperation", "疗休养"
