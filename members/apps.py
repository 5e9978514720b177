"""Application configuration of members."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """会员."""

    name = "members"
    label = "members"
    verbose_name = "会员"

    def ready(self) -> None:
        """Fill the registries."""
        from members import registry, registry_dues

        registry.register()
        registry_dues.register()
