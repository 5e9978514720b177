"""The demonstration hospital: the rules are run once, so that inboxes and log show something."""

from __future__ import annotations

from typing import Any

from union.accounts.models import User
from union.reminders.choices import Cadence
from union.reminders.models import Preference


def fill(context: Any) -> None:  # noqa: ARG001 - the signature of the registry
    """Two people who want digests; the rest comes from the rules (`run_reminders`)."""
    for user in User.objects.order_by("pk")[:2]:
        Preference.objects.get_or_create(user=user, defaults={"cadence": Cadence.DAILY})
