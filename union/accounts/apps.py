"""Application configuration of union.accounts."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class AccountsConfig(AppConfig):
    """用户与登录."""

    name = "union.accounts"
    label = "accounts"
    verbose_name = "用户与登录"

    def ready(self) -> None:
        """Refuse a misspelt profile; fill the registries."""
        from union.accounts import registry
        from union.accounts.choices import PasswordProfile

        if settings.UNION_PASSWORD_PROFILE not in PasswordProfile.values:
            raise ImproperlyConfigured(f"UNION_PASSWORD_PROFILE must be one of {PasswordProfile.values}")
        registry.register()
