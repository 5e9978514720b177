"""The project package. Celery's application is made here, so that every process has it."""

from union.celery import app as celery_app

__all__ = ("celery_app",)
