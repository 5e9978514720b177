"""What accounts put into the registries."""

from union.accounts.permissions import can_list_accounts
from union.common.registries import NavItem, navigation


def register() -> None:
    """Called once from AccountsConfig.ready()."""
    navigation.register(
        "accounts",
        NavItem(
            "账号管理", "accounts:user_list", "key-round", can_list_accounts, position=80, section="管理"
        ),
    )
