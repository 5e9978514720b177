"""Celery tasks: each calls one service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from union.accounts.services import retention


@shared_task(name="union.accounts.tasks.purge", ignore_result=True)  # type: ignore[untyped-decorator]
def purge() -> int:
    """Forget dead sessions, old counts and old login history. Beat: daily; safe to run twice."""
    return retention.purge(timezone.now())
