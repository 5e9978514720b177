"""The demonstration hospital: two people want digests, and the rules are run once over everybody's rows."""

from __future__ import annotations

import datetime as dt

from union.accounts.models import User
from union.common.demo import DemoContext
from union.reminders.choices import Cadence
from union.reminders.models import Preference
from union.reminders.services import clock


def fill(context: DemoContext) -> None:
    """Wishes of two people now; inboxes and log when all rows are there."""
    context.at_end.append(lambda: _finish(context))


def _finish(context: DemoContext) -> None:
    for user in User.objects.filter(username__in=("office", "chair")).order_by("pk"):
        Preference.objects.get_or_create(
            user=user,
            defaults={"cadence": Cadence.DAILY, "quiet_from": dt.time(21), "quiet_to": dt.time(7, 30)},
        )
    clock.run_all(context.as_of)
