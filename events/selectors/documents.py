"""Reads of rules and documents."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from events.models import DocumentReading, PolicyDocument
from events.permissions.documents import must_know_condition, visible_condition
from union.accounts.models import User


def documents_visible_to(user: User) -> QuerySet[PolicyDocument]:
    """Rules ``user`` may see."""
    return PolicyDocument.objects.filter(visible_condition(user))


def unknown_to(user: User, day: dt.date) -> QuerySet[PolicyDocument]:
    """Rules ``user`` must know and has not confirmed."""
    done = DocumentReading.objects.filter(user=user).exclude(confirmed_at=None).values("document")
    return PolicyDocument.objects.filter(must_know_condition(user, day)).exclude(pk__in=done)
