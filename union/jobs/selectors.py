"""Reads of union.jobs: lists of jobs, and whether the background processes live."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max, QuerySet

from union.accounts.models import User
from union.jobs import permissions
from union.jobs.choices import ProcessKind
from union.jobs.models import Job, JobPulse, WorkerHeartbeat
from union.jobs.rules import lifecycle

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024 * 1024


def jobs_visible_to(user: User, *, everyone: bool = False) -> QuerySet[Job]:
    """Own jobs, newest first; with ``everyone`` all that the user may see."""
    jobs = permissions.visible_to(user)
    if not everyone:
        jobs = jobs.filter(requested_by=user)
    return jobs.select_related("requested_by").order_by("-created_at")


def with_progress(job: Job) -> Job:
    """Return ``job`` with the progress its present attempt last reported; one query while it runs."""
    pulse = JobPulse.objects.filter(job_id=job.pk, token=job.token).first() if job.token else None
    if pulse is not None:
        job.progress_done, job.progress_total, job.progress_message = pulse.done, pulse.total, pulse.message
    return job


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the health page; ``detail`` is for administrators only."""

    name: str
    is_ok: bool
    detail: str = ""


def health(now: dt.datetime) -> list[Check]:
    """Ask database, disk, worker and scheduler; never raises."""
    database = _database()
    processes = [_process(kind, now) for kind in ProcessKind] if database.is_ok else []
    return [database, _disk(), *processes]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        return Check("数据库", is_ok=False, detail=type(error).__name__)
    return Check("数据库", is_ok=True, detail=connection.vendor)


def _disk() -> Check:
    """Write and remove a file in private media; ask for free space."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"0")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check("磁盘", is_ok=False, detail=type(error).__name__)
    return Check("磁盘", is_ok=free >= LEAST_FREE_BYTES, detail=f"剩余 {free // 1024**2} MB")


def _process(kind: ProcessKind, now: dt.datetime) -> Check:
    """A worker that is busy writes through its jobs; an idle one through the sweep task."""
    seen_at = WorkerHeartbeat.objects.filter(kind=kind).aggregate(at=Max("seen_at"))["at"]
    if seen_at is None:
        return Check(kind.label, is_ok=False, detail="从未启动")
    age = now - seen_at
    return Check(kind.label, age <= lifecycle.ALIVE_WITHIN, f"{int(age.total_seconds())} 秒前")
