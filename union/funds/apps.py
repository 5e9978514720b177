"""Application configuration of union.funds."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """工会经费."""

    name = "union.funds"
    label = "funds"
    verbose_name = "工会经费"

    def ready(self) -> None:
        """Fill the registries."""
        from union.funds import registry

        registry.register()
