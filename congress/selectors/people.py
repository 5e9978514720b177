"""Who runs the congress."""

from __future__ import annotations

from django.db.models import QuerySet

from union.accounts.models import User
from union.common.dates import today
from union.organisation.choices import Right
from union.organisation.models import Appointment
from union.organisation.rules.offices import RIGHTS


def managers() -> QuerySet[User]:
    """Open accounts that manage the congress today; one query."""
    offices = [office for office, rights in RIGHTS.items() if Right.MANAGE_CONGRESS in rights]
    held = Appointment.objects.held_on(today()).filter(office__in=offices)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)
