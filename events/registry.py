"""What this app puts into the registries, called once from ready(): each subject has its own file."""

from events import registry_activities, registry_culture, registry_rooms


def register() -> None:
    """Fill the registries."""
    registry_activities.register()
    registry_rooms.register()
    registry_culture.register()
