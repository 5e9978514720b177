"""Units a roster names: those to be created, and the ids of all of them at the time of writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from members.rules.roster import unit_key
from members.services.organisation_import_tree import Tree
from union.accounts.models import User
from union.common.errors import DomainError
from union.imports.models import ImportBatch
from union.organisation.choices import UnitKind

PARENTS_FIRST = (UnitKind.BRANCH, UnitKind.DEPARTMENT, UnitKind.GROUP)


@dataclass(slots=True)
class Units:
    """Ids by kind and key of the name, for units that were created with this batch."""

    created: dict[tuple[str, str], int] = field(default_factory=dict)

    def ids_of(self, values: dict[str, Any]) -> dict[str, int | None]:
        """{"branch_id": …} of a row: ids found at the check, and those created since.

        Raises:
            DomainError: a unit is neither there nor among those to be created.
        """
        ids: dict[str, int | None] = dict(values.get("unit_ids", {}))
        for kind, name in values.get("units", {}).items():
            found = self.created.get((kind, unit_key(name)))
            if found is None:
                raise DomainError(f"“{name}”没有建立，请重新核对后再确认")
            ids[f"{kind}_id"] = found
        return ids


def create_missing(batch: ImportBatch, actor: User | None) -> Units:
    """Create the units the user agreed to (``batch.reading["new_units"]``) unless they are there by now.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
    """
    wanted: Sequence[Sequence[str]] = batch.reading.get("new_units", [])
    if not wanted:
        return Units()
    tree = Tree(actor=actor, document=f"花名册导入第 {batch.pk} 批")
    created = Units()
    for kind in PARENTS_FIRST:
        for _kind, name, branch, department in (unit for unit in wanted if unit[0] == kind):
            unit = tree.ensure(kind, name, branch=branch, department=department)
            created.created[kind, unit_key(name)] = unit.pk
    return created
