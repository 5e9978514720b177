"""Application configuration of union.imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Files from outside, checked row by row before anything is written."""

    name = "union.imports"
    label = "imports"
    verbose_name = "导入"

    def ready(self) -> None:
        """Fill the registries."""
        from union.imports import registry

        registry.register()
