"""Application configuration of events."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """活动."""

    name = "events"
    label = "events"
    verbose_name = "活动"

    def ready(self) -> None:
        """Fill the registries."""
        from events import registry

        registry.register()
