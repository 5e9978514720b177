"""Signs of life of the background processes."""

from __future__ import annotations

import socket

from django.utils import timezone

from union.jobs.choices import ProcessKind
from union.jobs.models import WorkerHeartbeat


def process_name(kind: ProcessKind) -> str:
    """Return the name under which a process of ``kind`` on this machine is known."""
    return f"{kind.value}@{socket.gethostname()}"[:120]


def seen(name: str, kind: ProcessKind) -> None:
    """Write down that the process is alive now: one upsert, safe from many processes at once."""
    WorkerHeartbeat.objects.bulk_create(
        [WorkerHeartbeat(name=name, kind=kind, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "seen_at"],
    )
