"""Putting a job into the queue, taking it out, and putting it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import JobKind, job_kinds
from union.jobs import permissions, transport
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.rules import lifecycle


def enqueue(
    kind: str, *, args: Mapping[str, Any], actor: User | None, title: str, key: str | None = None
) -> Job:
    """Write a job in the caller's transaction; workers are nudged when that commits.

    ``args`` holds ids and options (see rules.lifecycle.checked_args), ``title`` is what people read
    in 我的任务. With ``key`` there is at most one living job of that key: while one waits, runs or is
    done, that one is returned and nothing is written; one that failed or was cancelled gives its
    key up to the new job. Without a broker the sweeper starts the job some seconds later.

    Raises:
        DomainError: unknown kind, or ``args`` holds more than ids and options.
        NotPermittedError: ``actor`` may not start jobs of this kind.
    """
    entry = _kind(kind)
    if actor is not None and not entry.may_start(actor):
        raise NotPermittedError(f"您没有权限发起“{entry.label}”任务")
    job = Job(
        kind=kind,
        args=lifecycle.checked_args(args),
        title=title[:120],
        key=key,
        requested_by=actor,
        max_attempts=entry.max_attempts,
        nudged_at=timezone.now(),
    )
    return _insert(job) if key is None else _insert_keyed(job, key)


def _kind(kind: str) -> JobKind:
    entry = job_kinds.get(kind)
    if entry is None:
        raise DomainError(f"没有“{kind}”这类任务")
    return entry


def _insert(job: Job) -> Job:
    job.save(force_insert=True)
    nudge_on_commit(job.pk)
    return job


def _insert_keyed(job: Job, key: str) -> Job:
    """Insert, or return the living job of the same key; of two at once the second waits and sees."""
    with transaction.atomic():
        Job.objects.filter(key=key, state__in=(JobState.FAILED, JobState.CANCELLED)).update(key=None)
        living = Job.objects.filter(key=key).first()
        if living is not None:
            return living
        try:
            with transaction.atomic():
                return _insert(job)
        except IntegrityError:
            return Job.objects.get(key=key)


def nudge_on_commit(job_id: uuid.UUID) -> None:
    """Nudge the workers once the present transaction is committed; never raises."""
    transaction.on_commit(lambda: _nudge(job_id), robust=True)


def _nudge(job_id: uuid.UUID) -> None:
    transport.nudge(job_id)


@transaction.atomic
def cancel(job_id: uuid.UUID, *, actor: User) -> Job:
    """Take a waiting job out of the queue, or ask a running one to stop at its next step.

    A running job stays 进行中 until its handler notices; what it has not yet finished is undone.
    Asking twice is no error.

    Raises:
        NotPermittedError: neither the job's owner nor an administrator.
        TransitionError: the job has ended already, or is writing its result at this moment.
    """
    job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id).first()
    if not permissions.can_manage(actor, job or Job.objects.get(pk=job_id)):
        raise NotPermittedError("只能取消自己发起的任务")
    if job is None:  # its last step holds the row: whoever asks is not kept waiting for it
        raise TransitionError("任务正在写入结果，此时不能取消；请等它完成，或稍后再试")
    if not job.is_open:
        raise TransitionError(f"任务{job.get_state_display()}，不能再取消")
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, timezone.now()
    job.cancel_requested = True
    job.save(update_fields=["state", "finished_at", "cancel_requested"])
    audit.record(AuditAction.STEP, job, actor=actor, note="取消任务")
    return job


@transaction.atomic
def retry(job_id: uuid.UUID, *, actor: User) -> Job:
    """Put a failed or cancelled job back into the queue with all its attempts.

    Raises:
        NotPermittedError: neither the job's owner nor an administrator, or the actor may not (any
            more) start jobs of this kind.
        TransitionError: the job waits, runs or is done.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    if not permissions.can_manage(actor, job) or not _kind(job.kind).may_start(actor):
        raise NotPermittedError("您没有权限重新执行这个任务")
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise TransitionError(f"任务{job.get_state_display()}，不能重新执行")
    _reset(job)
    job.save()
    audit.record(AuditAction.STEP, job, actor=actor, note="重新执行任务")
    nudge_on_commit(job.pk)
    return job


def _reset(job: Job) -> None:
    job.state = JobState.QUEUED
    job.attempts = job.progress_done = job.progress_total = job.nudges = 0
    job.cancel_requested = False
    job.progress_message = job.error = job.reference = ""
    job.token = job.lease_until = job.started_at = job.finished_at = job.retain_until = None
    job.nudged_at = timezone.now()
