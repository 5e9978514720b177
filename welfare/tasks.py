"""What the clock does for welfare. Running a task again changes nothing."""

from celery import shared_task

from welfare.services.visit_runs import queue_daily


@shared_task(name="welfare.tasks.open_visits")
def open_visits() -> str:
    """Queue today's opening of birthdays, retirements, festivals and anniversaries."""
    return str(queue_daily().pk)
