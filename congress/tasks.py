"""Celery tasks of the congress; the beat schedule stands in union/celery.py."""

from celery import shared_task

from congress.services import mandates
from union.common.dates import today


@shared_task
def daily() -> int:
    """End mandates of members who left without a single change of record; return how many."""
    return mandates.sweep(today())
