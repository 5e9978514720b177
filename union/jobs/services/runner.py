"""Running one job: claim it, call its handler, write down how it ended."""

from __future__ import annotations

import errno
import logging
import time
import traceback
import uuid
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from union.common.context import RequestInfo, request_info
from union.common.errors import DomainError
from union.common.registries import job_kinds
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.rules import lifecycle
from union.jobs.services.context import JobContext, JobResult, keep_for
from union.jobs.services.pulse import Cancelled, Fenced, Pulse, ThreadPulse

logger = logging.getLogger(__name__)

LOST_TOO_OFTEN = "任务多次中断，没有完成。请重试；仍不成功时把参考号告诉管理员"
DISK_FULL = "服务器磁盘已满，文件没有写成，数据没有改动。请管理员清理磁盘后点“重新执行”"
UNEXPECTED = "任务执行时出错，没有完成，数据没有改动。请把参考号告诉管理员"
PASSING_FAULTS = (OperationalError, InterfaceError, OSError)
KEEP_ON_SECONDS = 10.0
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def claim(job_id: uuid.UUID) -> uuid.UUID | None:
    """Take a queued job for this attempt; return its fencing token, or None if it is not to be had.

    One conditional UPDATE: of many workers told of the same job exactly one gets it.
    """
    token = uuid.uuid4()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        token=token,
        lease_until=timezone.now() + lifecycle.LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", Now()),
    )
    return token if taken else None


def run(job_id: uuid.UUID, *, pulse: type[Pulse] = ThreadPulse) -> JobState | None:
    """Run the job to its end if nobody else does; return the state this attempt wrote, else None.

    Safe to call any number of times: a job that runs or has ended is left alone. What the handler
    raises decides: DomainError -> failed with its sentence; a passing fault (database, disk) ->
    queued again while attempts are left; anything else -> failed with a reference.
    """
    token = claim(job_id)
    if token is None:
        return None
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    with request_info(RequestInfo(channel="job")), pulse(job_id, token) as beat:
        return _attempt(job, JobContext(job, beat))


def run_waiting(seconds: float = KEEP_ON_SECONDS) -> int:
    """Run queued jobs whose message is overdue, oldest first; return how many were tried.

    A worker that has just ended one job takes the next lost one at once: what a broker that was away
    left behind goes at the speed of the workers, not of the sweeper's messages. No new job is begun
    after ``seconds``, so that sweeps and fresh messages get their turn.
    """
    tried, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        job_id = Job.objects.overdue(timezone.now()).values_list("pk", flat=True).first()
        if job_id is None:
            break
        run(job_id)
        tried += 1
    return tried


def run_now(job: Job) -> Job:
    """Run a queued job in this process (commands, tests) and return it as it ended."""
    run(job.pk, pulse=Pulse)
    job.refresh_from_db()
    return job


def _attempt(job: Job, context: JobContext) -> JobState | None:
    try:
        _call_handler(context)
    except Fenced:
        logger.warning("job %s attempt %s was fenced out", job.pk, job.attempts)
        return None
    except Cancelled:
        return _end(context, JobState.CANCELLED)
    except DomainError as error:
        return _end(context, JobState.FAILED, error=str(error)[:500])
    except PASSING_FAULTS as error:
        return _after_fault(job, context, error)
    except (SystemExit, KeyboardInterrupt):
        _release(context)
        raise
    except Exception as error:  # noqa: BLE001 - the worker outlives any handler; the row says what happened
        return _end(context, JobState.FAILED, error=UNEXPECTED, reference=_reference(job, error))
    return JobState.DONE


def _call_handler(context: JobContext) -> None:
    kind = job_kinds.get(context.kind)
    if kind is None:
        raise DomainError("这类任务已不存在，请重新发起")
    result = kind.run(context)
    if not context.finished:
        with context.final() as final:
            final.result = result if isinstance(result, JobResult) else JobResult()


def _after_fault(job: Job, context: JobContext, error: Exception) -> JobState | None:
    reference = _reference(job, error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:  # trying again within seconds frees nothing
        return _end(context, JobState.FAILED, error=DISK_FULL, reference=reference)
    if job.attempts >= job.max_attempts:
        return _end(context, JobState.FAILED, error=LOST_TOO_OFTEN, reference=reference)
    logger.warning("job %s goes back to the queue after %s", job.pk, type(error).__name__)
    return _release(context)


def _release(context: JobContext) -> JobState | None:
    """Back into the queue; the sweeper nudges again after some seconds."""
    return _write_if_held(
        context, JobState.QUEUED, token=None, lease_until=None, nudged_at=timezone.now(), nudges=0
    )


def _end(context: JobContext, state: JobState, *, error: str = "", reference: str = "") -> JobState | None:
    now = timezone.now()
    return _write_if_held(
        context,
        state,
        token=None,
        lease_until=None,
        finished_at=now,
        retain_until=now + keep_for(context.kind),
        error=error,
        reference=reference,
    )


def _write_if_held(context: JobContext, state: JobState, **values: Any) -> JobState | None:
    """Write the end of this attempt unless it has been fenced out meanwhile."""
    held = Job.objects.filter(pk=context.id, token=context.pulse.token, state=JobState.RUNNING)
    return state if held.update(state=state, **values) else None


def _reference(job: Job, error: Exception) -> str:
    """Log ``error`` under a short reference and return it.

    Type and places only: a database's message quotes the values it refused, and logs hold no
    personal data.
    """
    reference = uuid.uuid4().hex[:8]
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error(
        "job %s (%s), reference %s: %s\n%s", job.pk, job.kind, reference, type(error).__name__, frames
    )
    return reference
