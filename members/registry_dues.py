"""What dues put into the registries; called once from ready()."""

from members.services.dues_booking import SOURCE_KIND
from members.services.dues_payroll import KIND, PAYROLL
from union.common import registries
from union.common.registries import EntrySource
from union.imports.declare import kinds


def register() -> None:
    """Fill the registries."""
    kinds.register(KIND, PAYROLL)
    registries.entry_sources.register(
        SOURCE_KIND, EntrySource("会费入账", lambda _user, _pk: None, lambda _booking: "")
    )
