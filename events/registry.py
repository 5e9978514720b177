"""What this app puts into the registries, called once from ready(): each subject has its own file."""

from events import registry_activities, registry_culture, registry_rooms, rule_codes
from union.common import registries


def register() -> None:
    """Fill the registries."""
    registry_activities.register()
    registry_rooms.register()
    registry_culture.register()
    for key, words in rule_codes.CHOICES.items():
        registries.rule_choices.register(key, words)
