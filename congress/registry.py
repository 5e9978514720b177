"""What this app puts into the registries; called once from ready(). Each subject has its own file."""

from congress import registry_delegates


def register() -> None:
    """Fill the registries, one subject after the other."""
    registry_delegates.register()
