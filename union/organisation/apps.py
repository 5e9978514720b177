"""Application configuration of union.organisation."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """组织与任职."""

    name = "union.organisation"
    label = "organisation"
    verbose_name = "组织与任职"

    def ready(self) -> None:
        """Fill the registries."""
        from union.organisation import registry

        registry.register()
