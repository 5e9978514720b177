"""What this app puts into the registries, one module per subject; called once from ready()."""

from union.common import registries
from welfare import registry_care, registry_hardship, registry_visits, rule_codes


def register() -> None:
    """Fill the registries."""
    registry_visits.register()
    registry_hardship.register()
    registry_care.register()
    for key, words in rule_codes.CHOICES.items():
        registries.rule_choices.register(key, words)
