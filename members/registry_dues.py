"""What dues put into the registries; called once from ready()."""

from members.ledgers_dues import LEDGERS
from members.services.dues_booking import SOURCE_KIND
from members.services.dues_payroll import KIND, PAYROLL
from union.common import registries
from union.common.registries import EntrySource
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger


def register() -> None:
    """Fill the registries."""
    kinds.register(KIND, PAYROLL)
    for ledger in LEDGERS:
        register_ledger(ledger)
    registries.entry_sources.register(
        SOURCE_KIND, EntrySource("会费入账", lambda _user, _pk: None, lambda _booking: "")
    )
