"""Celery tasks: each calls one service. Missing one, or running two at once, changes nothing."""

from __future__ import annotations

from celery import shared_task

from union.common.dates import today
from union.reminders.services import clock


@shared_task(name="union.reminders.tasks.tick", ignore_result=True)  # type: ignore[untyped-decorator]
def tick() -> None:
    """Rules, digests, outbox. Beat: every minute."""
    clock.tick()


@shared_task(name="union.reminders.tasks.purge", ignore_result=True)  # type: ignore[untyped-decorator]
def purge() -> int:
    """Forget what ended two years ago. Beat: daily."""
    return clock.purge(today())
