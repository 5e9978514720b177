"""Application configuration of union.accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """用户与登录."""

    name = "union.accounts"
    label = "accounts"
    verbose_name = "用户与登录"

    def ready(self) -> None:
        """Fill the registries."""
        from union.accounts import registry

        registry.register()
