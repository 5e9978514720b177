"""Who sees a unit or an appointment, and why: the same rules as the lists, read from the other side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from union.common.dates import today
from union.organisation.choices import Right, ScopeKind
from union.organisation.models import Appointment, Branch, Department, Group
from union.organisation.permissions import QUIET, place_of
from union.organisation.rights import Grant, Scope, in_order, scope_of
from union.organisation.rules.offices import RIGHTS


def who_sees_unit(unit: Branch | Department | Group) -> list[Grant]:
    """Return everybody for whom `units_visible_to` holds ``unit``, and why; three queries."""
    branches, groups, departments = _around(unit)
    return in_order(
        Grant(held.user, held)
        for held, scope in _viewers()
        if scope.everything
        or scope.branch_ids & branches
        or scope.group_ids & groups
        or scope.department_ids & departments
    )


def _around(unit: Any) -> tuple[set[int | None], set[int], set[int | None]]:
    """Branches, groups and departments whose holders see ``unit``: itself, those below, its branch."""
    if isinstance(unit, Branch):
        groups = set(unit.groups.values_list("pk", flat=True))
        return {unit.pk}, groups, set(unit.departments.values_list("pk", flat=True))
    if isinstance(unit, Department):
        return {unit.branch_id}, set(unit.groups.values_list("pk", flat=True)), {unit.pk}
    return {unit.branch_id}, {unit.pk}, {unit.department_id}


def who_sees_appointment(appointment: Appointment) -> list[Grant]:
    """Return everybody for whom `officer_condition` holds ``appointment``; one query."""
    everybody_knows = appointment.scope_kind == ScopeKind.HOSPITAL and appointment.office not in QUIET
    branches = {appointment.branch_id, *_branch_of(appointment.group), *_branch_of(appointment.department)}
    departments = {appointment.department_id, appointment.group.department_id if appointment.group else None}
    return in_order(
        Grant(held.user, held)
        for held, scope in _viewers()
        if scope.everything
        or (everybody_knows and not scope.empty)
        or scope.branch_ids & branches
        or appointment.group_id in scope.group_ids
        or scope.department_ids & departments
    )


def _branch_of(unit: Group | Department | None) -> set[int | None]:
    return {unit.branch_id} if unit else set()


def _viewers() -> Iterator[tuple[Appointment, Scope]]:
    offices = [office for office, rights in RIGHTS.items() if Right.VIEW_ORGANISATION in rights]
    held = Appointment.objects.held_on(today()).filter(office__in=offices, user__is_active=True)
    for each in held.select_related("user", "branch", "group", "department"):
        yield each, place_of(scope_of(each))
