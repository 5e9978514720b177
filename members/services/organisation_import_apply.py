"""Writing an organisation sheet through the kernel's own services, and taking it back.

Units have a history that is append-only: undoing closes what was opened and moves back what was moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from members.models import Member
from members.services.organisation_import_tree import Tree, open_departments, open_groups
from union.accounts.models import User
from union.common import bulk
from union.common.dates import today
from union.imports import codec
from union.imports.choices import RowState
from union.imports.models import ImportBatch, ImportRow
from union.organisation.choices import UnitKind
from union.organisation.models import Appointment, Branch, Department, Group, Unit, units_of
from union.organisation.services.units import close_unit

_NAMED = 5
_CHILDREN_FIRST = (UnitKind.GROUP, UnitKind.DEPARTMENT, UnitKind.BRANCH)


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Open and move what the accepted rows say; what is there already is left alone.

    What was done is kept with each row, for `undo`.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
        DomainError: a unit cannot be opened or moved.
    """
    tree = Tree(actor=actor, document=document_of(batch))
    done = []
    for row in batch.rows.filter(state__in=(RowState.NEW, RowState.CHANGED)).order_by("number"):
        values = codec.load(row.values)
        done.append((row.pk, codec.dump({**values, **_write(tree, values)})))
    bulk.update(ImportRow, ["values"], done)


def document_of(batch: ImportBatch) -> str:
    """What the history of a unit names as the document."""
    return f"组织架构导入第 {batch.pk} 批"


def _write(tree: Tree, values: dict[str, str]) -> dict[str, list[list[Any]]]:
    """{"opened": [[kind, pk]], "moved": [[kind, pk, old branch, old department]]} of one row."""
    opened: list[list[Any]] = []
    moved: list[list[Any]] = []
    branch, department = values["branch"], values["department"]
    for kind in reversed(_CHILDREN_FIRST):
        name = values[kind.value]
        if not name:
            continue
        found = tree.find(kind, name, branch=branch, department=department)
        if found is None:
            unit = tree.ensure(kind, name, branch=branch, department=department)
            opened.append([kind.value, unit.pk])
            continue
        place = _wanted_place(tree, found, branch, department)
        if place is not None:
            moved.append([kind.value, found.pk, *_place_ids(found)])
            tree.move(found, *place)
    return {"opened": opened, "moved": moved}


def _wanted_place(
    tree: Tree, unit: Unit, branch: str, department: str
) -> tuple[Branch, Department | None] | None:
    """Where the sheet wants a present unit, or None if it is there."""
    wanted = tree.find(UnitKind.BRANCH, branch)
    if not isinstance(wanted, Branch):
        return None
    if isinstance(unit, Department):
        return None if unit.branch_id == wanted.pk else (wanted, None)
    team = tree.find(UnitKind.DEPARTMENT, department) if department else None
    if isinstance(unit, Group) and isinstance(team, Department) and unit.department_id != team.pk:
        return wanted, team
    return None


def _place_ids(unit: Unit) -> tuple[int | None, int | None]:
    return getattr(unit, "branch_id", None), getattr(unit, "department_id", None)


def obstacles(batch: ImportBatch) -> list[str]:
    """What was built on the units this batch opened."""
    opened = _ids(batch)
    found = []
    for kind, ids in opened.items():
        members = Member.objects.filter(**{f"{kind.value}_id__in": ids}).count()
        if members:
            found.append(f"新建的{kind.label}中已有会员 {members} 人")
        officers = Appointment.objects.filter(**{f"{kind.value}_id__in": ids}).count()
        if officers:
            found.append(f"新建的{kind.label}已有任职 {officers} 条")
    return [*found, *_foreign_children(opened)]


def _ids(batch: ImportBatch) -> dict[UnitKind, set[int]]:
    opened: dict[UnitKind, set[int]] = {kind: set() for kind in _CHILDREN_FIRST}
    for values in _values(batch):
        for kind, pk in values.get("opened", []):
            opened[UnitKind(kind)].add(pk)
    return opened


def _values(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    rows = batch.rows.filter(state__in=(RowState.NEW, RowState.CHANGED)).order_by("-number")
    for text in rows.values_list("values", flat=True):
        yield codec.load(text)


def _foreign_children(opened: dict[UnitKind, set[int]]) -> Iterator[str]:
    """Units opened later, by hand or by another file, below those of this batch."""
    branches, departments = opened[UnitKind.BRANCH], opened[UnitKind.DEPARTMENT]
    teams = [d for d in open_departments(today()) if d.branch_id in branches and d.pk not in departments]
    below = [g for g in open_groups(today()) if g.branch_id in branches or g.department_id in departments]
    groups = [g for g in below if g.pk not in opened[UnitKind.GROUP]]
    names = [unit.name for unit in (*teams, *groups)]
    if names:
        yield f"新建的支会或科室下后来又建立了{'、'.join(names[:_NAMED])}等 {len(names)} 个"


def undo(batch: ImportBatch, actor: User | None) -> None:
    """Move back what was moved, close what was opened; children first.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
        DomainError: a unit cannot go back where it was.
    """
    document = f"撤销{document_of(batch)}"
    tree = Tree(actor=actor, document=document)
    for values in _values(batch):
        for kind, pk, branch_id, department_id in reversed(values.get("moved", [])):
            _move_back(tree, UnitKind(kind), pk, branch_id, department_id)
    opened = _ids(batch)
    for unit_kind in _CHILDREN_FIRST:
        open_ids = (
            units_of(unit_kind).filter(pk__in=opened[unit_kind], closed_on=None).values_list("pk", flat=True)
        )
        for pk in open_ids:
            close_unit(unit_kind, pk, effective_on=today(), actor=actor, document=document)


def _move_back(tree: Tree, kind: UnitKind, pk: int, branch_id: int | None, department_id: int | None) -> None:
    """A unit that had no branch before cannot lose it again; it stays where it is."""
    unit = units_of(kind).get(pk=pk)
    branch = next((b for b in tree.branches.values() if b.pk == branch_id), None)
    team = next((d for d in tree.departments.values() if d.pk == department_id), None)
    if branch is not None and _place_ids(unit) != (branch_id, department_id):
        tree.move(unit, branch, team)
