"""Application configuration of union.reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """通知与提醒."""

    name = "union.reminders"
    label = "reminders"
    verbose_name = "通知与提醒"

    def ready(self) -> None:
        """Fill the registries."""
        from union.reminders.registry import register

        register()
