"""Who sees which ledger and which of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union.common.registries import ledgers
from union.ledgers.declare import Column, Ledger
from union.organisation.choices import Right
from union.organisation.rights import Access

if TYPE_CHECKING:
    from union.accounts.models import User


def ledger_for(user: User, key: str) -> Ledger | None:
    """Return the ledger of ``key`` if ``user`` may open it, else None (→ 404)."""
    ledger = ledgers.get(key)
    return ledger if ledger and user.access.can(ledger.right) else None


def columns_for(user: User | None, ledger: Ledger) -> tuple[Column, ...]:
    """Return the columns that ``user`` may see; the system (None) sees all."""
    if user is None:
        return ledger.columns
    return tuple(
        column
        for column in ledger.columns
        if column.right is None or _everywhere(user.access, column.right, ledger.right)
    )


def _everywhere(access: Access, right: Right, base: Right) -> bool:
    """Say whether ``right`` reaches every row that ``base`` reaches: a column shows for all or none."""
    scope = access.scope(right)
    return not scope.empty and (scope.everything or scope == access.scope(base))


def can_export(user: User, ledger: Ledger) -> bool:
    """Say whether ``user`` may take this ledger out as a file."""
    return _everywhere(user.access, Right.EXPORT_LEDGERS, ledger.right)


def can_export_sensitive(user: User, ledger: Ledger) -> bool:
    """Say whether ``user`` may have unmasked values in the file; a reason is asked besides."""
    return can_export(user, ledger) and _everywhere(user.access, Right.EXPORT_SENSITIVE, ledger.right)
