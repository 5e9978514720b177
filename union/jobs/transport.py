"""The one door to the broker: a nudge that can neither hang nor fail whoever sends it.

Measured: a publish to a broker that drops packets hangs 25 s with Celery's
defaults and still 4 s with tuned sockets. So the publish runs in a thread of its own which is
waited for at most one second, and after a failure nothing is sent for half a minute. A nudge that
is lost costs seconds: the sweeper sends it again.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid

from django.conf import settings

from union.celery import app  # not celery.current_app: that is another one in a new thread

logger = logging.getLogger(__name__)

RUN_JOB = "union.jobs.tasks.run_job"
WAIT_SECONDS = 1.0
REST_SECONDS = 30.0
_SENT = "sent"


class CircuitBreaker:
    """Open (= send nothing) for ``rest`` seconds after a failure. One per process."""

    def __init__(self, rest: float = REST_SECONDS) -> None:
        self.rest = rest
        self._open_until = 0.0

    def is_open(self) -> bool:
        """True while the broker is left alone."""
        return time.monotonic() < self._open_until

    def trip(self) -> None:
        """Leave the broker alone from now on for ``rest`` seconds."""
        self._open_until = time.monotonic() + self.rest

    def reset(self) -> None:
        """Try the broker again at once."""
        self._open_until = 0.0


breaker = CircuitBreaker()


def nudge(job_id: uuid.UUID) -> bool:
    """Tell the workers that this job waits; False when the message may not have been sent.

    Never raises, never takes longer than WAIT_SECONDS. ``UNION_JOBS_NUDGE = False`` (tests) keeps
    it from sending at all.
    """
    if not getattr(settings, "UNION_JOBS_NUDGE", True) or breaker.is_open():
        return False
    outcome: list[str] = []
    thread = threading.Thread(target=_publish, args=(str(job_id), outcome), name="job-nudge", daemon=True)
    thread.start()
    thread.join(WAIT_SECONDS)
    if outcome == [_SENT]:
        return True
    breaker.trip()
    why = "".join(outcome) or "no answer"
    logger.warning("nudge of job %s not sent (%s), broker left alone for %.0f s", job_id, why, breaker.rest)
    return False


def _publish(job_id: str, outcome: list[str]) -> None:
    """Send the message; leave "sent" or the name of what the broker's client raised in ``outcome``.

    Silent, because nobody may be waiting any more: redis-py goes on trying for half a minute.
    """
    try:
        app.send_task(RUN_JOB, args=[job_id], ignore_result=True, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the client raises: the sweeper sends it again
        outcome.append(type(error).__name__)
    else:
        outcome.append(_SENT)
