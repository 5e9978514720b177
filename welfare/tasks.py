"""What the clock does for welfare. Running a task again changes nothing."""

from celery import shared_task

from union.common.dates import today
from welfare.services import retention
from welfare.services.counselling import forget_names
from welfare.services.visit_runs import queue_daily


@shared_task(name="welfare.tasks.open_visits")
def open_visits() -> str:
    """Queue today's opening of birthdays, retirements, festivals and anniversaries."""
    return str(queue_daily().pk)


@shared_task(name="welfare.tasks.forget_counselling")
def forget_counselling() -> int:
    """Take the names off counselling hours that are long over."""
    return forget_names(today())


@shared_task(name="welfare.tasks.propose_erasure")
def propose_erasure() -> int:
    """Propose to erase what is kept no longer; people decide. Returns how many lists are new."""
    return len(retention.propose(today()))
