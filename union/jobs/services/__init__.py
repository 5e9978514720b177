"""Services of union.jobs: what other apps call."""

from union.jobs.services.context import JobContext, JobResult
from union.jobs.services.pulse import Cancelled, Fenced
from union.jobs.services.queue import cancel, enqueue, retry
from union.jobs.services.runner import claim, run, run_now, run_waiting
from union.jobs.services.sweeper import purge_results, sweep

__all__ = [
    "Cancelled",
    "Fenced",
    "JobContext",
    "JobResult",
    "cancel",
    "claim",
    "enqueue",
    "purge_results",
    "retry",
    "run",
    "run_now",
    "run_waiting",
    "sweep",
]
