"""Application configuration of welfare."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    """送温暖."""

    name = "welfare"
    label = "welfare"
    verbose_name = "送温暖"

    def ready(self) -> None:
        """Fill the registries."""
        from welfare import registry

        registry.register()
