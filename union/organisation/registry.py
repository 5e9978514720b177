"""What this app puts into the registries; called once from ready()."""

from union.common.registries import demo_data
from union.organisation import demo


def register() -> None:
    """Fill the registries."""
    demo_data.register("organisation", demo.fill)
