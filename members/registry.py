"""What this app puts into the registries; called once from ready()."""

from members import demo, ledgers
from union.common.registries import demo_data
from union.ledgers.declare import register as register_ledger


def register() -> None:
    """Fill the registries."""
    demo_data.register("members", demo.fill)
    for ledger in ledgers.LEDGERS:
        register_ledger(ledger)
