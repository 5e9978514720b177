"""What was lost is picked up here: expired leases, messages that never arrived, old results."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from union.jobs import transport
from union.jobs.choices import JobState
from union.jobs.models import Job, WorkerHeartbeat
from union.jobs.services.runner import LOST_TOO_OFTEN

NUDGES_PER_SWEEP = 20
KEEP_FAILED = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    requeued: int
    failed: int
    cancelled: int
    nudged: int


def sweep(now: dt.datetime | None = None) -> Swept:
    """Pick up every lost job and nudge those that wait too long. Beat: every 5 seconds.

    A lease that ran out means a dead worker: the job goes back to the queue, ends as cancelled if
    that was asked for, or fails once its attempts are used up. Safe to run twice or in parallel.
    """
    now = now or timezone.now()
    requeued, failed, cancelled = _pick_up(now) if Job.objects.expired(now).exists() else (0, 0, 0)
    return Swept(requeued, failed, cancelled, _nudge_waiting(now))


@transaction.atomic
def _pick_up(now: dt.datetime) -> tuple[int, int, int]:
    """Move expired jobs on; one whose row a frozen worker holds locked is left for a later round."""
    free = Job.objects.expired(now).select_for_update(skip_locked=True)
    expired = Job.objects.filter(pk__in=[job.pk for job in free.only("pk")], state=JobState.RUNNING)
    ended: dict[str, Any] = {
        "finished_at": now,
        "retain_until": now + KEEP_FAILED,
        "token": None,
        "lease_until": None,
    }
    cancelled = expired.filter(cancel_requested=True).update(state=JobState.CANCELLED, **ended)
    failed = expired.exhausted().update(
        state=JobState.FAILED, error=LOST_TOO_OFTEN, reference=uuid.uuid4().hex[:8], **ended
    )
    requeued = expired.update(state=JobState.QUEUED, token=None, lease_until=None, nudged_at=None, nudges=0)
    return requeued, failed, cancelled


def _nudge_waiting(now: dt.datetime) -> int:
    """Send again for queued jobs, oldest first, until the broker refuses."""
    nudged = 0
    for job_id in Job.objects.overdue(now).values_list("pk", flat=True)[:NUDGES_PER_SWEEP]:
        if not transport.nudge(job_id):
            break
        Job.objects.filter(pk=job_id).update(nudged_at=now, nudges=F("nudges") + 1)
        nudged += 1
    return nudged


def purge_results(now: dt.datetime | None = None) -> int:
    """Delete ended jobs past ``retain_until`` with their files; return how many. Beat: daily.

    Processes not seen for a week leave the health page too.
    """
    now = now or timezone.now()
    expired = Job.objects.filter(retain_until__lt=now).exclude(state__in=(JobState.QUEUED, JobState.RUNNING))
    purged = 0
    for job in expired.iterator():
        stored = job.result_file.name
        job.delete()
        if stored:
            job.result_file.storage.delete(stored)
        purged += 1
    WorkerHeartbeat.objects.filter(seen_at__lt=now - dt.timedelta(days=7)).delete()
    return purged
