"""Celery tasks: each calls one service. The message is a nudge, the row is the truth."""

from __future__ import annotations

import uuid

from celery import shared_task

from union.jobs import services
from union.jobs.choices import ProcessKind
from union.jobs.services import presence


@shared_task(name="union.jobs.tasks.run_job", acks_late=True, reject_on_worker_lost=True)  # type: ignore[untyped-decorator]
def run_job(job_id: str) -> str:
    """Run the job if it still waits, then what was lost; told twice, the second does nothing."""
    presence.seen(presence.process_name(ProcessKind.WORKER), ProcessKind.WORKER)
    ended = services.run(uuid.UUID(job_id)) or ""
    services.run_waiting()
    return ended


@shared_task(name="union.jobs.tasks.sweep", ignore_result=True, expires=5)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Pick up lost jobs. Beat: every 5 seconds; also the worker's sign of life."""
    presence.seen(presence.process_name(ProcessKind.WORKER), ProcessKind.WORKER)
    services.sweep()


@shared_task(name="union.jobs.tasks.purge_results", ignore_result=True)  # type: ignore[untyped-decorator]
def purge_results() -> int:
    """Delete results past their time. Beat: daily."""
    return services.purge_results()
