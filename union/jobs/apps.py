"""Application configuration of union.jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """任务."""

    name = "union.jobs"
    label = "jobs"
    verbose_name = "任务"
