"""What the ledger machinery puts into the registries: its job and the kernel's own ledgers."""

from union.common.registries import JobKind, NavItem, job_kinds, navigation
from union.ledgers import kernel
from union.ledgers.declare import register as register_ledger
from union.ledgers.tasks import run_export
from union.organisation.choices import Right
from union.organisation.rights import holds


def register() -> None:
    """Called once from LedgersConfig.ready()."""
    job_kinds.register("ledgers.export", JobKind(label="导出台账", run=run_export))
    for ledger in kernel.LEDGERS:
        register_ledger(ledger)
    for position, (label, url_name) in enumerate(
        (("组织台账", "ledgers:organisation"), ("干部台账", "ledgers:officers")), start=90
    ):
        item = NavItem(
            label, url_name, "list", holds(Right.VIEW_ORGANISATION), position, parent="organisation"
        )
        navigation.register(url_name, item)
