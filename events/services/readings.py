"""Read receipts of notices and rules: opened, confirmed. Repeatable."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from union.accounts.models import User
from union.common.errors import TransitionError


def note_opened(row: Any, user: User) -> Any:
    """Note that ``user`` has opened ``row`` (a notice or a rule document); the first time counts."""
    manager = row.readings
    manager.model.objects.bulk_create(
        [manager.model(**{manager.field.name: row, "user": user})], ignore_conflicts=True
    )
    return manager.get(user=user)


def confirm(row: Any, user: User) -> Any:
    """Note that ``user`` knows ``row``. Confirming twice keeps the first time.

    Raises:
        TransitionError: nobody is asked to confirm it.
    """
    if not row.must_confirm:
        raise TransitionError("这一条不要求确认阅读")
    reading = note_opened(row, user)
    row.readings.filter(pk=reading.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    return reading
