"""What accounts forget by themselves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from union.accounts.models import AttemptWindow, LoginEvent, UserSession

LOGIN_HISTORY = dt.timedelta(days=400)  # 网络安全法 第 21 条 asks for at least six months
ATTEMPTS = dt.timedelta(days=1)


@transaction.atomic
def purge(now: dt.datetime) -> int:
    """Delete dead sessions, old counts of guesses and old login history; return how many rows.

    Running it twice deletes nothing more. The audit trail keeps every login for good.
    """
    doomed = (
        UserSession.objects.filter(expire_date__lt=now),
        AttemptWindow.objects.filter(updated_at__lt=now - ATTEMPTS),
        LoginEvent.objects.filter(at__lt=now - LOGIN_HISTORY),
    )
    return sum(rows.delete()[0] for rows in doomed)
