"""Application configuration of the year-end report."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """年度报告."""

    name = "union.reports"
    label = "reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """Fill the registries."""
        from union.reports import registry

        registry.register()
