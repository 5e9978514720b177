"""Reads of notices. Every page, list and card starts from `bulletins_visible_to`."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from events.models import Bulletin, BulletinReading
from events.permissions.notices import addressed_condition, issued_condition, issues_any, shown_condition
from union.accounts.models import User


def bulletins_visible_to(user: User, day: dt.date) -> QuerySet[Bulletin]:
    """Those shown on ``day`` that are for ``user``, and all that he issues."""
    mine = Q(shown_condition(day)) & addressed_condition(user, Bulletin)
    return Bulletin.objects.filter(mine | issued_condition(user) if issues_any(user) else mine)


def bulletins_for(user: User, day: dt.date) -> QuerySet[Bulletin]:
    """What the home page shows ``user`` on ``day``, pinned ones first."""
    return Bulletin.objects.filter(shown_condition(day), addressed_condition(user, Bulletin))


def unconfirmed_by(user: User, day: dt.date) -> QuerySet[Bulletin]:
    """Notices for ``user`` that he is asked to confirm and has not."""
    done = BulletinReading.objects.filter(user=user).exclude(confirmed_at=None).values("bulletin")
    return bulletins_for(user, day).filter(must_confirm=True).exclude(pk__in=done)
