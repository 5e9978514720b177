"""What the ledger machinery puts into the registries: its job and the kernel's own ledgers."""

from union.common.registries import JobKind, job_kinds
from union.ledgers import kernel
from union.ledgers.declare import register as register_ledger
from union.ledgers.tasks import run_export


def register() -> None:
    """Called once from LedgersConfig.ready()."""
    job_kinds.register("ledgers.export", JobKind(label="导出台账", run=run_export))
    for ledger in kernel.LEDGERS:
        register_ledger(ledger)
