"""The open units by name while a file is written; what is missing is opened through the kernel's service."""

from __future__ import annotations

import datetime as dt
from typing import cast

from members.rules.roster import unit_key
from union.accounts.models import User
from union.common.dates import today
from union.organisation.choices import UnitKind
from union.organisation.models import Branch, Department, Group, Unit
from union.organisation.services.moves import move_unit
from union.organisation.services.units import open_unit


def open_branches(day: dt.date) -> list[Branch]:
    """Branches that exist on ``day``."""
    return cast("list[Branch]", list(Branch.objects.open_on(day)))


def open_departments(day: dt.date) -> list[Department]:
    """Departments that exist on ``day``."""
    return cast("list[Department]", list(Department.objects.open_on(day)))


def open_groups(day: dt.date) -> list[Group]:
    """Groups that exist on ``day``."""
    return cast("list[Group]", list(Group.objects.open_on(day)))


class Tree:
    """Branches and departments by name, groups by branch and name; three queries, then memory."""

    def __init__(self, *, actor: User | None, document: str) -> None:
        self.actor, self.document, self.today = actor, document, today()
        self.reload()

    def reload(self) -> None:
        """Read the open units again."""
        self.branches = {unit_key(b.name): b for b in open_branches(self.today)}
        self.departments = {unit_key(d.name): d for d in open_departments(self.today)}
        self.groups = {(g.branch_id, unit_key(g.name)): g for g in open_groups(self.today)}

    def find(self, kind: UnitKind, name: str, *, branch: str = "", department: str = "") -> Unit | None:
        """The open unit of this name; a group within its branch (its department's, if none is named)."""
        if kind == UnitKind.GROUP:
            above = self._branch_of(branch, department)
            return self.groups.get((above.pk, unit_key(name))) if above else None
        if kind == UnitKind.BRANCH:
            return self.branches.get(unit_key(name))
        return self.departments.get(unit_key(name))

    def ensure(self, kind: UnitKind, name: str, *, branch: str = "", department: str = "") -> Unit:
        """The open unit of this name, opened now if there is none.

        Raises:
            NotPermittedError: the actor may not change the organisation.
            DomainError: it cannot be opened (a group without a branch).
        """
        found = self.find(kind, name, branch=branch, department=department)
        if found is not None:
            return found
        above = self._branch_of(branch, department)
        team = self.departments.get(unit_key(department)) if kind == UnitKind.GROUP else None
        if team is not None and above is not None and team.branch_id not in (None, above.pk):
            team = None
        unit = open_unit(
            kind, name=name, effective_on=self.today, actor=self.actor,
            branch=None if kind == UnitKind.BRANCH else above, department=team, document=self.document,
        )  # fmt: skip
        self._keep(unit)
        return unit

    def move(self, unit: Unit, branch: Branch, department: Department | None = None) -> None:
        """Put a department or group elsewhere; its members and groups go along."""
        move_unit(
            unit.kind, unit.pk, branch=branch, department=department, effective_on=self.today,
            actor=self.actor, document=self.document,
        )  # fmt: skip
        self.reload()

    def _branch_of(self, branch: str, department: str) -> Branch | None:
        if branch:
            return self.branches.get(unit_key(branch))
        team = self.departments.get(unit_key(department))
        return next((b for b in self.branches.values() if team and b.pk == team.branch_id), None)

    def _keep(self, unit: Unit) -> None:
        key = unit_key(unit.name)
        if isinstance(unit, Branch):
            self.branches[key] = unit
        elif isinstance(unit, Department):
            self.departments[key] = unit
        elif isinstance(unit, Group):
            self.groups[unit.branch_id, key] = unit
