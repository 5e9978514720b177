"""The heartbeat of a running job: lease, progress, and whether to stop."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from typing import Self

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from union.jobs.choices import JobState, ProcessKind
from union.jobs.models import Job, JobPulse
from union.jobs.rules import lifecycle
from union.jobs.services import presence

logger = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818  a wish of the user, not an error
    """The user asked the job to stop."""


class Fenced(Exception):  # noqa: N818  says who won, not what broke
    """This attempt has lost its token: another one works on the job, or it has ended."""


class Pulse:
    """Writes lease and progress through the caller's own connection, when it reports.

    Right for run_now (commands, tests). A handler that works inside one long transaction needs
    ThreadPulse: what it reports would otherwise be seen by nobody before the commit.
    """

    def __init__(self, job_id: uuid.UUID, token: uuid.UUID) -> None:
        self.job_id = job_id
        self.token = token
        self.cancelled = False
        self.lost = False
        self._done, self._total, self._message = 0, 0, ""
        self._written_at = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        """Nothing to stop."""

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Remember the progress, write it when due, and raise if the job is to stop."""
        self._remember(done, total, message)
        if time.monotonic() - self._written_at >= lifecycle.PROGRESS_EVERY.total_seconds():
            self.write()
        self._stop_if_told()

    def _remember(self, done: int, total: int | None, message: str) -> None:
        self._done = done
        self._total = self._total if total is None else total
        self._message = message[:200] or self._message

    def _stop_if_told(self) -> None:
        if self.lost:
            raise Fenced
        if self.cancelled:
            raise Cancelled

    def progress(self) -> tuple[int, int, str]:
        """What was last reported: done, total, message."""
        return self._done, self._total, self._message

    def write(self) -> None:
        """Renew the lease and store the progress; note whether the job was taken away or is to stop.

        The pulse's own row is never locked by others. The job's row follows when nobody holds it: during
        `JobContext.final` this attempt itself does.
        """
        self._written_at = time.monotonic()
        held = Job.objects.filter(pk=self.job_id, token=self.token, state=JobState.RUNNING)
        wishes = list(held.values_list("cancel_requested", flat=True))
        self.lost, self.cancelled = not wishes, wishes == [True]
        if self.lost:
            return
        lease = timezone.now() + lifecycle.LEASE
        self._write_pulse(lease)
        with transaction.atomic():
            if held.select_for_update(skip_locked=True).values_list("pk").first():
                held.update(
                    lease_until=lease,
                    progress_done=self._done,
                    progress_total=self._total,
                    progress_message=self._message,
                )

    def _write_pulse(self, lease: dt.datetime) -> None:
        fields = ["token", "lease_until", "done", "total", "message"]
        values = (self.token, lease, self._done, self._total, self._message)
        JobPulse.objects.bulk_create(
            [JobPulse(job_id=self.job_id, **dict(zip(fields, values, strict=True)))],
            update_conflicts=True,
            unique_fields=["job"],
            update_fields=fields,
        )


class ThreadPulse(Pulse):
    """Writes from a thread with its own connection, so that a long transaction hides nothing.

    Used by worker processes. ``report`` only looks at two flags, so it costs nothing per row.
    """

    def __init__(self, job_id: uuid.UUID, token: uuid.UUID) -> None:
        super().__init__(job_id, token)
        self._stop = threading.Event()
        self._dirty = False
        self._thread = threading.Thread(target=self._beat, name="job-pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Remember the progress and raise if the thread has learnt that the job is to stop."""
        self._remember(done, total, message)
        self._dirty = True
        self._stop_if_told()

    def _beat(self) -> None:
        """Write when there is news, at least every RENEW_EVERY; a database fault is waited out."""
        try:
            while not self._stop.wait(lifecycle.PROGRESS_EVERY.total_seconds()):
                if self._dirty or self._is_due(lifecycle.RENEW_EVERY):
                    self._try_write()
        finally:
            connection.close()

    def _is_due(self, interval: dt.timedelta) -> bool:
        return time.monotonic() - self._written_at >= interval.total_seconds()

    def _try_write(self) -> None:
        self._dirty = False
        try:
            self.write()
            if self._is_presence_due():
                presence.seen(presence.process_name(ProcessKind.WORKER), ProcessKind.WORKER)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("pulse of job %s not written: %s", self.job_id, type(error).__name__)
            connection.close()

    _presence_at = float("-inf")

    def _is_presence_due(self) -> bool:
        due = time.monotonic() - self._presence_at >= lifecycle.RENEW_EVERY.total_seconds()
        if due:
            self._presence_at = time.monotonic()
        return due
