"""Units within a user's scope, their headcount, their history, and the tree of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from union.common import registries
from union.common.dates import today
from union.common.prepared import Prepared
from union.organisation import permissions
from union.organisation.choices import Office, UnitKind
from union.organisation.models import (
    Appointment,
    Branch,
    Department,
    Group,
    Unit,
    UnitChange,
    UnitQuerySet,
    units_of,
)
from union.organisation.rules.units import size_hint

if TYPE_CHECKING:
    from union.accounts.models import User


@dataclass(frozen=True, slots=True)
class Headcount:
    """Members of a unit: 在册 and 保留会籍."""

    active: int = 0
    retained: int = 0

    @property
    def total(self) -> int:
        """Members of the registry: both."""
        return self.active + self.retained


NOBODY = Headcount()


def headcounts(kind: UnitKind) -> dict[int, Headcount]:
    """Return members per unit of ``kind``; 0 holds those without one. One query per provider."""
    counts: dict[int, Headcount] = {}
    for provide in registries.unit_headcounts:
        for unit_id, (active, retained) in provide(kind.value).items():
            old = counts.get(unit_id, NOBODY)
            counts[unit_id] = Headcount(old.active + active, old.retained + retained)
    return counts


def units_visible_to(user: User, kind: UnitKind) -> UnitQuerySet:
    """Units of ``kind`` in the user's scope, open and closed, in the office's order."""
    scope = permissions.organisation_scope(user)
    queryset = units_of(kind)
    if scope.everything:
        return queryset
    if scope.empty:
        return queryset.none()
    return queryset.filter(permissions.unit_condition(scope, kind)).distinct()


def _named(units: UnitQuerySet, text: str) -> QuerySet[Any, Any]:
    found = units.filter(closed_on=None).annotate(at=StrIndex(Lower(F("name")), Value(text)))
    return found.filter(at__gt=0).values_list("pk", "name")


_NAMED = {kind: Prepared(lambda text, kind=kind: _named(units_of(kind), text), "sample") for kind in UnitKind}


def open_units_named(user: User, kind: UnitKind, text: str) -> list[tuple[int, str]]:
    """Key and name of the open units in the user's scope whose name holds ``text``, in the office's order."""
    if permissions.organisation_scope(user).everything:
        return _NAMED[kind].rows(text.lower())
    return list(_named(units_visible_to(user, kind), text.lower()))


def branches_visible_to(user: User) -> QuerySet[Branch]:
    """支会 in the user's scope, open and closed."""
    return units_visible_to(user, UnitKind.BRANCH)  # type: ignore[return-value]


def departments_visible_to(user: User) -> QuerySet[Department]:
    """科室 in the user's scope with their branch."""
    found: QuerySet[Department] = units_visible_to(user, UnitKind.DEPARTMENT)  # type: ignore[assignment]
    return found.select_related("branch")


def groups_visible_to(user: User) -> QuerySet[Group]:
    """工会小组 in the user's scope with branch and department."""
    found: QuerySet[Group] = units_visible_to(user, UnitKind.GROUP)  # type: ignore[assignment]
    return found.select_related("branch", "department")


def history_of(unit: Unit) -> QuerySet[UnitChange]:
    """Changes of ``unit``, newest first."""
    return UnitChange.objects.filter(**{unit.kind.value: unit.pk}).select_related("actor")


@dataclass(slots=True)
class Node:
    """A unit in the tree with what lies below it."""

    unit: Unit
    count: Headcount
    officers: list[Appointment]
    departments: list[Node] = field(default_factory=list)
    groups: list[Node] = field(default_factory=list)

    @property
    def hint(self) -> str:
        """A hint on the size of a group."""
        return size_hint(self.count.active) if self.unit.kind == UnitKind.GROUP else ""

    @property
    def rows(self) -> list[tuple[Node | None, Node | None]]:
        """(department, group) pairs below, in order; a department without groups stands alone."""
        found: list[tuple[Node | None, Node | None]] = []
        for department in self.departments:
            found += [(department, group) for group in department.groups] or [(department, None)]
        return found + [(None, group) for group in self.groups]

    @property
    def group_count(self) -> int:
        """Groups anywhere below."""
        return len(self.groups) + sum(len(each.groups) for each in self.departments)


@dataclass(frozen=True, slots=True)
class Tree:
    """The organisation as one user sees it."""

    branches: list[Node]
    loose_departments: list[Node]
    total: Headcount
    unassigned: Headcount

    @property
    def group_count(self) -> int:
        """Groups in the tree."""
        return sum(each.group_count for each in (*self.branches, *self.loose_departments))

    @property
    def department_count(self) -> int:
        """Departments in the tree."""
        return len(self.loose_departments) + sum(len(each.departments) for each in self.branches)


def matching(nodes: list[Node], text: str) -> list[Node]:
    """Nodes whose name or officers contain ``text``, or that have such a node below; others are cut off."""
    if not text:
        return nodes
    return [kept for kept in (_cut(node, text) for node in nodes) if kept is not None]


def _cut(node: Node, text: str) -> Node | None:
    if text in node.unit.name or any(text in each.user.display_name for each in node.officers):
        return node
    departments, groups = matching(node.departments, text), matching(node.groups, text)
    return Node(node.unit, node.count, node.officers, departments, groups) if departments or groups else None


def organisation_tree(user: User, on: dt.date | None = None) -> Tree:
    """Return the tree of units open on ``on`` (default today) in the user's scope; nine queries.

    Headcounts and officers are today's; who lies outside every branch is told to hospital-wide users.
    """
    day = on or today()
    counts = {kind: headcounts(kind) for kind in UnitKind}
    kinds = {kind: _nodes(user, kind, day, counts[kind]) for kind in UnitKind}
    branches = kinds[UnitKind.BRANCH]
    loose = _hang_departments(kinds[UnitKind.DEPARTMENT], branches)
    _hang_groups(kinds[UnitKind.GROUP], branches, kinds[UnitKind.DEPARTMENT])
    everything = permissions.organisation_scope(user).everything
    unassigned = counts[UnitKind.BRANCH].get(0, NOBODY) if everything else NOBODY
    parts = [*(node.count for node in branches.values()), unassigned]
    return Tree(
        branches=list(branches.values()),
        loose_departments=loose,
        total=Headcount(sum(each.active for each in parts), sum(each.retained for each in parts)),
        unassigned=unassigned,
    )


def _nodes(user: User, kind: UnitKind, day: dt.date, counts: dict[int, Headcount]) -> dict[int, Node]:
    heads = _officers_by_unit(kind)
    return {
        unit.pk: Node(unit, counts.get(unit.pk, NOBODY), heads[unit.pk])
        for unit in units_visible_to(user, kind).open_on(day)
    }


_SHOWN = {
    UnitKind.BRANCH: Office.BRANCH_CHAIR,
    UnitKind.GROUP: Office.GROUP_LEADER,
    UnitKind.DEPARTMENT: Office.DEPARTMENT_CONTACT,
}


def _officers_by_unit(kind: UnitKind) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.held_on(today()).filter(office=_SHOWN[kind], scope_kind=kind.value)
    for appointment in held.select_related("user"):
        found[getattr(appointment, f"{kind.value}_id")].append(appointment)
    return found


def _hang_departments(departments: dict[int, Node], branches: dict[int, Node]) -> list[Node]:
    loose: list[Node] = []
    for node in departments.values():
        assert isinstance(node.unit, Department)
        parent = branches.get(node.unit.branch_id or 0)
        (parent.departments if parent else loose).append(node)
    return loose


def _hang_groups(groups: dict[int, Node], branches: dict[int, Node], departments: dict[int, Node]) -> None:
    for node in groups.values():
        assert isinstance(node.unit, Group)
        parent = departments.get(node.unit.department_id or 0) or branches.get(node.unit.branch_id)
        if parent is not None:
            parent.groups.append(node)


def below(unit: Unit) -> list[tuple[Unit, Headcount]]:
    """Open departments and groups directly below ``unit`` with their members, in the office's order."""
    found: list[tuple[Unit, Headcount]] = []
    for relation, kind in (("departments", UnitKind.DEPARTMENT), ("groups", UnitKind.GROUP)):
        if hasattr(unit, relation):
            counts = headcounts(kind)
            units = getattr(unit, relation).filter(closed_on=None)
            found += [(each, counts.get(each.pk, NOBODY)) for each in units]
    return found
