"""What this app puts into the registries; called once from ready()."""

from members import demo, ledgers
from members.services.organisation_import import ORGANISATION
from members.services.roster import ROSTER
from union.common.registries import demo_data
from union.imports.registry import kinds
from union.ledgers.declare import register as register_ledger


def register() -> None:
    """Fill the registries."""
    demo_data.register("members", demo.fill)
    for ledger in ledgers.LEDGERS:
        register_ledger(ledger)
    kinds.register("roster", ROSTER)
    kinds.register("organisation", ORGANISATION)
