"""Move a unit to another branch, merge one into another. Members go along through `registries.unit_moves`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from union.common import audit, registries
from union.common.audit import Entry
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, TransitionError
from union.organisation import permissions
from union.organisation.choices import UnitEvent, UnitKind
from union.organisation.models import Branch, Department, Group, Unit
from union.organisation.rules import units as rules
from union.organisation.services import units
from union.organisation.services.offices import end_offices_of_unit

if TYPE_CHECKING:
    from union.accounts.models import User


@transaction.atomic
def move_unit(
    kind: UnitKind,
    pk: int,
    *,
    branch: Branch,
    effective_on: dt.date,
    actor: User | None,
    department: Department | None = None,
    document: str = "",
    version: int | None = None,
) -> int:
    """Put a department or group under another branch; return how many members went along.

    A department takes those of its groups with it that were in its old branch. ``department`` is the
    group's (new) department. Officers stay: their scope is the unit, wherever it is.

    Raises:
        TransitionError: a branch cannot be moved; the unit is closed; it is there already.
        DomainError: the target is closed or does not fit, or a group's name is taken there.
        StaleError: the unit is no longer at ``version``.
    """
    permissions.require_editor(actor)
    if kind == UnitKind.BRANCH:
        raise TransitionError("支会直接隶属院工会，不能调整隶属；可以合并支会")
    unit = units.locked(kind, pk)
    units.refuse_closed(unit)
    _refuse_day(unit, effective_on)
    before = units.place_words(unit)
    old_branch: Branch | None = getattr(unit, "branch", None)
    units.place(unit, branch, department)
    if units.place_words(unit) == before:
        raise TransitionError(f"“{unit.name}”已经在“{branch.name}”，没有变化")
    units.write(unit, ["branch", "department"] if kind == UnitKind.GROUP else ["branch"], version)
    _note_move(unit, before, effective_on, document, actor)
    if isinstance(unit, Department):
        _rehome_groups(unit.groups.filter(branch=old_branch), effective_on, document, actor, branch=branch)
    return _carry(kind, unit.pk, unit.pk, actor)


@transaction.atomic
def merge_units(
    kind: UnitKind,
    pk: int,
    *,
    into: int,
    effective_on: dt.date,
    actor: User | None,
    document: str = "",
) -> int:
    """Merge unit ``pk`` into unit ``into`` of the same kind; return how many members went along.

    Everything below goes along, officers of the merged unit leave office (delegates keep their
    mandate in the target), and the merged unit is closed. All or nothing.

    Raises:
        TransitionError: one of the two is closed, or both are the same.
        DomainError: a group's name is taken in the target, or the day does not fit.
    """
    permissions.require_editor(actor)
    if pk == into:
        raise TransitionError(f"不能把{kind.label}并入自己，请选择另一个")
    first, second = (units.locked(kind, each) for each in sorted((pk, into)))  # one order: no deadlock
    source, target = (first, second) if first.pk == pk else (second, first)
    for unit in (source, target):
        units.refuse_closed(unit)
        _refuse_day(unit, effective_on)
    _carry_below(source, target, effective_on, document, actor)
    moved = _carry(kind, source.pk, target.pk, actor)
    source.closed_on = effective_on
    units.write(source, ["closed_on"])
    end_offices_of_unit(source, effective_on, reason=f"并入{target.name}", actor=actor, successor=target)
    for unit in (source, target):
        units.note_change(
            unit, UnitEvent.MERGED, effective_on, actor=actor,
            before=source.name, after=target.name, document=document,
        )  # fmt: skip
    audit.record(
        AuditAction.MERGE, source, actor=actor, changes={"merged_into": [None, target.name]}, note=document
    )
    return moved


def _carry(kind: UnitKind, from_id: int, to_id: int, actor: User | None) -> int:
    return sum(move(kind.value, from_id, to_id, actor) for move in registries.unit_moves)


def _carry_below(
    source: Unit, target: Unit, effective_on: dt.date, document: str, actor: User | None
) -> None:
    if isinstance(source, Branch) and isinstance(target, Branch):
        departments = list(source.departments.select_for_update())
        for department in departments:
            assert isinstance(department, Department)
            before, department.branch = units.place_words(department), target
            units.write(department, ["branch"])
            if department.closed_on is None:
                _note_move(department, before, effective_on, document, actor)
        _rehome_groups(source.groups.all(), effective_on, document, actor, branch=target)
    elif isinstance(source, Department) and isinstance(target, Department):
        branch = target.branch or source.branch
        _rehome_groups(source.groups.all(), effective_on, document, actor, branch=branch, department=target)


def _rehome_groups(
    groups: Iterable[Unit],
    effective_on: dt.date,
    document: str,
    actor: User | None,
    *,
    branch: Branch | None,
    department: Department | None = None,
) -> None:
    """Put each group under ``branch`` (and ``department``), with history, audit and members."""
    entries = []
    for group in groups:
        assert isinstance(group, Group)
        before = units.place_words(group)
        group.branch = branch or group.branch
        group.department = department or group.department
        units.write(group, ["branch", "department"])
        if group.closed_on is None:
            units.note_change(
                group, UnitEvent.MOVED, effective_on, actor=actor,
                before=before, after=units.place_words(group), document=document,
            )  # fmt: skip
        entries.append(Entry(group, {"place": [before, units.place_words(group)]}, document))
        _carry(UnitKind.GROUP, group.pk, group.pk, actor)
    if entries:
        audit.record_many(AuditAction.UPDATE, entries, actor=actor)


def _note_move(unit: Unit, before: str, effective_on: dt.date, document: str, actor: User | None) -> None:
    after = units.place_words(unit)
    units.note_change(
        unit, UnitEvent.MOVED, effective_on, actor=actor, before=before, after=after, document=document
    )
    audit.record(AuditAction.UPDATE, unit, actor=actor, changes={"place": [before, after]}, note=document)


def _refuse_day(unit: Unit, effective_on: dt.date) -> None:
    problem = rules.day_problem(effective_on, opened_on=unit.opened_on, today=today())
    if problem:
        raise DomainError(problem, field="effective_on")
