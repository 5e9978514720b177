"""Application configuration of union.common."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """公共."""

    name = "union.common"
    label = "common"
    verbose_name = "公共"

    def ready(self) -> None:
        """Fill the registries."""
        from union.common import registry

        registry.register()
