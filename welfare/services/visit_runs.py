"""The daily opening as a job: the clock queues it, a worker runs it, the office may start it by hand."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from union.common.dates import today
from union.jobs.services import JobContext, JobResult, enqueue
from welfare.services.visit_opening import Opened, open_due

JOB_KIND = "welfare.open_visits"


def queue_daily() -> Any:
    """Queue today's run; asked again on the same day it returns the same job."""
    day = today()
    return enqueue(JOB_KIND, args={}, actor=None, title=f"开立到期慰问 {day}", key=f"{JOB_KIND}:{day}")


def run(context: JobContext) -> JobResult:
    """Open what is due. A report that came in at the same moment makes it look once more."""
    with context.final() as final:
        found = _twice()
        final.result = JobResult(message=f"开立慰问 {found.visits} 项，发放名单 {found.lists} 份")
    return final.result


def _twice() -> Opened:
    day = today()
    try:
        with transaction.atomic():
            return open_due(day)
    except IntegrityError:
        return open_due(day)
