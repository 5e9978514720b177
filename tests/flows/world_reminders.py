"""Objects of reminders for the rights tables, on both sides."""

from django.utils import timezone

from union.reminders.models import Delivery


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    world.objects["delivery"] = Delivery.objects.create(
        user=world["user.foreign"], channel="mail", period="2026-11-22", lines=[], state="unknown",
        not_before=timezone.now(),
    )  # fmt: skip
