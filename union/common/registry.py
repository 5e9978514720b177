"""What the kernel itself puts into the registries."""

from typing import Any

from union.common.registries import HomeCard, NavItem, home_cards, navigation, settings_pages
from union.common.week import week_card


def register() -> None:
    """Called once from CommonConfig.ready()."""
    home_cards.register("common.week", HomeCard("common/_home_week.html", week_card, position=60, main=True))
    navigation.register("home", NavItem("首页", "common:home", "house", lambda user: True, position=0))
    navigation.register(
        "settings",
        NavItem("设置", "common:settings", "settings", _sees_settings, 10, "管理", prefixes=("/settings/",)),
    )
    navigation.register(
        "audit",
        NavItem("操作日志", "common:audit_list", "history", _sees_audit, 20, "管理", prefixes=("/audit/",)),
    )


def _sees_settings(user: Any) -> bool:
    return user.access.can("edit_settings") or any(page.visible(user) for page in settings_pages)


def _sees_audit(user: Any) -> bool:
    return bool(user.access.can("view_audit"))
