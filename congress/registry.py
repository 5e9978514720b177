"""What this app puts into the registries; called once from ready(). Each subject has its own file."""

from congress import registry_ballots, registry_delegates, registry_motions, registry_registers, rule_codes
from union.common import registries


def register() -> None:
    """Fill the registries, one subject after the other."""
    registry_delegates.register()
    registry_motions.register()
    registry_ballots.register()
    registry_registers.register()
    for key, words in rule_codes.CHOICES.items():
        registries.rule_choices.register(key, words)
