"""Objects of the workers' congress for the rights tables, on both sides."""


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
