"""What this app puts into the registries, one module per subject; called once from ready()."""

from welfare import registry_care, registry_hardship, registry_visits


def register() -> None:
    """Fill the registries."""
    registry_visits.register()
    registry_hardship.register()
    registry_care.register()
