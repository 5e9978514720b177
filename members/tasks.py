"""What the clock does for the registry. Beat runs it once a day; running it again changes nothing."""

from celery import shared_task

from members.services.retirement import propose_retirements
from union.common.dates import today


@shared_task(name="members.tasks.daily")
def daily() -> int:
    """Write the retirement proposals of today; return how many are new."""
    return propose_retirements(today())
