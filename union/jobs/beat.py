"""The scheduler of Celery beat, which also shows that it lives."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, InterfaceError, connection

from union.jobs.choices import ProcessKind
from union.jobs.rules import lifecycle
from union.jobs.services import presence

logger = logging.getLogger(__name__)


class HeartbeatScheduler(PersistentScheduler):  # type: ignore[misc]  # celery ships no types
    """Writes a WorkerHeartbeat row every ten seconds from the real loop of the scheduler.

    Start beat with ``--scheduler union.jobs.beat:HeartbeatScheduler``. A database that is away never
    stops the clock.
    """

    _seen_at = float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """One turn of the clock; never sleeps longer than the heartbeat."""
        interval = lifecycle.RENEW_EVERY.total_seconds()
        if time.monotonic() - self._seen_at >= interval:
            self._seen_at = time.monotonic()
            self._show_life()
        return float(min(super().tick(*args, **kwargs), interval))

    def _show_life(self) -> None:
        try:
            presence.seen(presence.process_name(ProcessKind.BEAT), ProcessKind.BEAT)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("heartbeat of the scheduler not written: %s", type(error).__name__)
        finally:
            connection.close()
