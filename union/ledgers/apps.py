"""Application configuration of union.ledgers."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Ledgers (台账): declared once, used for page, filter, sums, Excel and print."""

    name = "union.ledgers"
    label = "ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Fill the registries."""
        from union.ledgers import registry

        registry.register()
