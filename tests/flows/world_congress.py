"""Objects of the workers' congress for the rights tables, on both sides."""

from tests.flows import world_ballots


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    world_ballots.fill(world)
