"""What a handler is given while its job runs: arguments, progress, and the guarded last step."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from union.accounts.models import User
from union.common.registries import job_kinds
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.services.pulse import Cancelled, Fenced, Pulse


@dataclass(slots=True)
class JobResult:
    """What a job leaves behind. ``file`` is stored under a generated name, shown as ``file_name``.

    ``message`` is a Chinese sentence for the user, ``link`` the page that shows the result,
    ``data`` a few numbers for programs (no personal data).
    """

    message: str = ""
    link: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    file: Path | bytes | None = None
    file_name: str = ""


@dataclass(slots=True)
class Final:
    """Filled by the handler inside ``with context.final() as final``."""

    result: JobResult = field(default_factory=JobResult)


class JobContext:
    """One attempt at one job; it holds the fencing token."""

    def __init__(self, job: Job, pulse: Pulse) -> None:
        self.id: uuid.UUID = job.pk
        self.kind: str = job.kind
        self.title: str = job.title
        self.args: dict[str, Any] = job.args
        self.actor: User | None = job.requested_by
        self.attempt: int = job.attempts
        self.finished = False
        self.pulse = pulse

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tell how far the job is and renew its lease; cheap, call it for every row or every chunk.

        Written at most once a second, also from inside ``final()`` (SQLite shows that part only at its end).

        Raises:
            Cancelled: the user wants the job to stop. Let it pass.
            Fenced: another attempt has taken over. Let it pass.
        """
        self.pulse.report(done, total, message)

    @contextmanager
    def final(self) -> Iterator[Final]:
        """The transaction in which the effect and state = done are written together, or neither.

        ``with context.final() as final: write_everything(); final.result = JobResult(...)``. The job
        row is locked first and the token checked, so a slow zombie can write nothing.

        Raises:
            Fenced: another attempt has taken over.
            Cancelled: the user asked to stop before the effect was begun.
        """
        stored: list[Job] = []
        try:
            with transaction.atomic():
                job = self._held()
                final = Final()
                yield final
                stored.append(job)
                job.progress_done, job.progress_total, job.progress_message = self.pulse.progress()
                _finish(job, final.result)
        except BaseException:
            for job in stored:
                _drop_file(job)
            raise
        self.finished = True

    def _held(self) -> Job:
        """Lock and return the row if this attempt still holds it."""
        job = (
            Job.objects.select_for_update()
            .filter(pk=self.id, token=self.pulse.token, state=JobState.RUNNING)
            .first()
        )
        if job is None:
            raise Fenced
        if job.cancel_requested:
            raise Cancelled
        return job


def _finish(job: Job, result: JobResult) -> None:
    """Write state = done; the caller holds the row lock."""
    now = timezone.now()
    job.state, job.finished_at = JobState.DONE, now
    job.token = job.lease_until = None
    job.retain_until = now + keep_for(job.kind)
    job.result = {**result.data, "message": result.message, "link": result.link}
    job.error = job.reference = ""
    _store_file(job, result)
    job.save()


def _store_file(job: Job, result: JobResult) -> None:
    if result.file is None:
        return
    job.result_name = result.file_name or job.title
    stored_name = f"{uuid.uuid4().hex}{Path(job.result_name).suffix.lower()[:10]}"
    if isinstance(result.file, bytes):
        job.result_file.save(stored_name, ContentFile(result.file), save=False)
        return
    with result.file.open("rb") as source:
        job.result_file.save(stored_name, File(source), save=False)


def _drop_file(job: Job) -> None:
    """The transaction was rolled back: its file goes too."""
    if job.result_file:
        job.result_file.delete(save=False)


def keep_for(kind: str) -> dt.timedelta:
    """Return how long the result of a job of this kind is kept."""
    entry = job_kinds.get(kind)
    return dt.timedelta(days=entry.keep_days if entry else 30)
