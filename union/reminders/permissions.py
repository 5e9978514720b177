"""Who sees what of the reminders."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from union.accounts.models import User
from union.organisation.choices import Right
from union.reminders.models import Notice


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """Only one's own."""
    return Notice.objects.filter(user=user)


def manages(user: User) -> bool:
    """Whether the user edits rules and sees log, deliveries and people who cannot be reached."""
    return user.access.can(Right.EDIT_SETTINGS)


def owns(user: User, row: Any) -> bool:
    """Whether a preference is the user's own."""
    return bool(row.user_id == user.pk)
