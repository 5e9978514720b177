"""What the kernel itself puts into the registries."""

from union.common.registries import NavItem, navigation


def register() -> None:
    """Called once from CommonConfig.ready()."""
    navigation.register("home", NavItem("首页", "common:home", "house", lambda user: True, position=0))
