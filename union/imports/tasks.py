"""What beat asks of the imports."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from union.imports.services import retention


@shared_task(name="union.imports.tasks.purge", ignore_result=True)  # type: ignore[untyped-decorator]
def purge() -> int:
    """Delete uploads past their time. Beat: daily; the second run does nothing."""
    return retention.purge(timezone.now())
