"""Application configuration of congress."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    """职代会."""

    name = "congress"
    label = "congress"
    verbose_name = "职代会"

    def ready(self) -> None:
        """Fill the registries."""
        from congress import registry

        registry.register()
