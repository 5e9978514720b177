"""支会, 科室 and 工会小组 of a roster row: find them, or list what would be created."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from members.rules.roster_cells import Sheet


@dataclass(frozen=True, slots=True)
class Unit:
    """A branch, department or group as it exists; for a branch the two last stay None."""

    id: int
    name: str
    branch_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a file names and that does not exist; ``kind`` is "branch", "department" or "group"."""

    kind: str
    name: str
    branch: str = ""
    department: str = ""


class KnownUnits(Protocol):
    """The part of the context these rules read."""

    branches: Mapping[str, Unit]
    departments: Mapping[str, Unit]
    groups: Mapping[str, Sequence[Unit]]
    create_units: bool


@lru_cache(maxsize=4096)
def unit_key(name: str) -> str:
    """Return the form in which names of units are compared: half-width, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def check_units(sheet: Sheet, known: KnownUnits) -> None:
    """Set ``branch_id``, ``department_id``, ``group_id`` (and the names) for what the row states.

    A group is looked for within the row's department and branch first. A branch that is not stated comes
    from the department or group. Unknown names are refused unless ``create_units``; a group of another
    department, or a department of another branch, is a hint.
    """
    branch_name, department_name = sheet.text("branch", 100), sheet.text("department", 100)
    group_name = sheet.text("group", 100)
    branch = known.branches.get(unit_key(branch_name)) if branch_name else None
    department = known.departments.get(unit_key(department_name)) if department_name else None
    group = _group(known.groups.get(unit_key(group_name), ()), branch, department) if group_name else None
    if department is None and not department_name and group is not None:
        department = next((u for u in known.departments.values() if u.id == group.department_id), None)
    if branch is None and not branch_name:
        wanted = department.branch_id if department else group.branch_id if group else None
        branch = next((unit for unit in known.branches.values() if unit.id == wanted), None)
    owner = branch.name if branch else branch_name
    team = department.name if department else department_name
    _settle(sheet, branch, NewUnit("branch", branch_name), may_create=known.create_units)
    _settle(sheet, department, NewUnit("department", department_name, owner), may_create=known.create_units)
    _settle(sheet, group, NewUnit("group", group_name, owner, team), may_create=known.create_units)
    _hint(sheet, branch, department, group)


def _group(candidates: Sequence[Unit], branch: Unit | None, department: Unit | None) -> Unit | None:
    """Of groups with the same name the one that fits best: department, then branch, then the first."""
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    return max(
        candidates,
        key=lambda unit: (
            department is not None and unit.department_id == department.id,
            branch is not None and unit.branch_id == branch.id,
        ),
    )


def _settle(sheet: Sheet, unit: Unit | None, new: NewUnit, *, may_create: bool) -> None:
    key, name = new.kind, new.name
    if unit is not None:
        sheet.values[key] = unit.name
        sheet.values[f"{key}_id"] = unit.id
    elif name and may_create:
        sheet.values[key] = name
        sheet.values[f"{key}_id"] = None
        sheet.new_units.append(new)
    elif name:
        label = sheet.label(key)
        message = f"没有名为“{name}”的{label}：请核对名称，或先在组织架构中建立，或勾选“新建”"
        sheet.refuse(key, name, message, "unit_unknown")


def _hint(sheet: Sheet, branch: Unit | None, department: Unit | None, group: Unit | None) -> None:
    if branch and department and department.branch_id not in (None, branch.id):
        message = f"“{department.name}”在组织架构中不属于“{branch.name}”"
        sheet.warn("department", department.name, message, "department_elsewhere")
    if group and department and group.department_id not in (None, department.id):
        message = f"“{group.name}”在组织架构中不属于“{department.name}”"
        sheet.warn("group", group.name, message, "group_elsewhere")
    elif group and branch and group.branch_id not in (None, branch.id):
        message = f"“{group.name}”在组织架构中不属于“{branch.name}”"
        sheet.warn("group", group.name, message, "group_elsewhere")
