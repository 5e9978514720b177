"""Open, rename, arrange, close and reopen a branch, department or group. Moving is services.moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, TransitionError
from union.organisation import permissions
from union.organisation.choices import UnitEvent, UnitKind
from union.organisation.models import UNIT_MODELS, Branch, Department, Group, Unit, UnitChange, units_of
from union.organisation.rules import units as rules
from union.organisation.selectors.units import headcounts
from union.organisation.services.offices import end_offices_of_unit

if TYPE_CHECKING:
    from union.accounts.models import User


@transaction.atomic
def open_unit(
    kind: UnitKind,
    *,
    name: str,
    effective_on: dt.date,
    actor: User | None,
    branch: Branch | None = None,
    department: Department | None = None,
    code: str = "",
    position: int = 100,
    document: str = "",
) -> Unit:
    """Open a unit and write its first history row. A group takes its department's branch if none is named.

    Raises:
        DomainError: the name is empty or taken, the day or the unit above does not fit.
        NotPermittedError: ``actor`` may not change the organisation.
    """
    permissions.require_editor(actor)
    _refuse_day(effective_on, None)
    unit = UNIT_MODELS[kind](
        name=_name(name, kind), code=code.strip(), position=position, opened_on=effective_on
    )
    place(unit, branch or (department.branch if department else None), department)
    _insert(unit)
    note_change(unit, UnitEvent.OPENED, effective_on, actor=actor, after=place_words(unit), document=document)
    audit.record(AuditAction.CREATE, unit, actor=actor, changes={"name": [None, unit.name]}, note=document)
    return unit


@transaction.atomic
def rename_unit(
    kind: UnitKind,
    pk: int,
    *,
    name: str,
    effective_on: dt.date,
    actor: User | None,
    document: str = "",
    version: int | None = None,
) -> Unit:
    """Give a unit a new name; the old one stays in its history. The same name changes nothing.

    Raises:
        DomainError: the name is empty or taken, the day does not fit, the unit is closed.
        StaleError: the unit is no longer at ``version``.
    """
    permissions.require_editor(actor)
    unit = locked(kind, pk)
    refuse_closed(unit)
    _refuse_day(effective_on, unit.opened_on)
    old, unit.name = unit.name, _name(name, kind)
    if old == unit.name:
        return unit
    write(unit, ["name"], version)
    note_change(
        unit, UnitEvent.RENAMED, effective_on, actor=actor, before=old, after=unit.name, document=document
    )
    audit.record(AuditAction.UPDATE, unit, actor=actor, changes={"name": [old, unit.name]}, note=document)
    return unit


@transaction.atomic
def arrange_unit(
    kind: UnitKind, pk: int, *, code: str, position: int, actor: User | None, version: int | None = None
) -> Unit:
    """Set code and position in lists: no history row, but an audit row.

    Raises:
        StaleError: the unit is no longer at ``version``.
    """
    permissions.require_editor(actor)
    unit = locked(kind, pk)
    changes: dict[str, list[object]] = {
        "code": [unit.code, code.strip()],
        "position": [unit.position, position],
    }
    unit.code, unit.position = code.strip(), position
    write(unit, ["code", "position"], version)
    real = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if real:
        audit.record(AuditAction.UPDATE, unit, actor=actor, changes=real)
    return unit


@transaction.atomic
def close_unit(
    kind: UnitKind, pk: int, *, effective_on: dt.date, actor: User | None, document: str = ""
) -> Unit:
    """Close an empty unit; its officers leave office on ``effective_on``.

    Raises:
        TransitionError: it is closed already.
        DomainError: it still has members or open units below it, or the day does not fit.
    """
    permissions.require_editor(actor)
    unit = locked(kind, pk)
    refuse_closed(unit)
    _refuse_day(effective_on, unit.opened_on)
    _refuse_occupied(unit)
    unit.closed_on = effective_on
    write(unit, ["closed_on"])
    end_offices_of_unit(unit, effective_on, reason=f"{unit.kind.label}撤销", actor=actor)
    note_change(unit, UnitEvent.CLOSED, effective_on, actor=actor, before=unit.name, document=document)
    audit.record(
        AuditAction.UPDATE, unit, actor=actor, changes={"closed_on": [None, effective_on]}, note=document
    )
    return unit


@transaction.atomic
def reopen_unit(
    kind: UnitKind, pk: int, *, effective_on: dt.date, actor: User | None, document: str = ""
) -> Unit:
    """Open a closed unit again under its old name. Members and officers do not come back by themselves.

    Raises:
        TransitionError: it is open.
        DomainError: its name is taken meanwhile, or the unit above is closed.
    """
    permissions.require_editor(actor)
    unit = locked(kind, pk)
    if unit.closed_on is None:
        raise TransitionError(f"“{unit.name}”没有撤销，不需要恢复")
    _refuse_day(effective_on, unit.closed_on)
    place(unit, getattr(unit, "branch", None), getattr(unit, "department", None))
    was, unit.closed_on = unit.closed_on, None
    write(unit, ["closed_on"])
    note_change(unit, UnitEvent.REOPENED, effective_on, actor=actor, after=unit.name, document=document)
    audit.record(AuditAction.UPDATE, unit, actor=actor, changes={"closed_on": [was, None]}, note=document)
    return unit


def locked(kind: UnitKind, pk: int) -> Unit:
    """Read one unit under a row lock.

    Raises:
        DomainError: there is no such unit.
    """
    unit = units_of(kind).select_for_update().filter(pk=pk).first()
    if unit is None:
        raise DomainError(f"没有这个{kind.label}，请刷新页面后重试")
    return unit


def place(unit: Unit, branch: Branch | None, department: Department | None) -> None:
    """Set the units above ``unit`` (not saved).

    Raises:
        DomainError: a unit above is missing or closed, or a group's department is in another branch.
    """
    for above in (branch, department):
        if above is not None and above.closed_on is not None:
            raise DomainError(f"“{above.name}”已于 {above.closed_on} 撤销，请另选", field=above.kind.value)
    if isinstance(unit, Department):
        unit.branch = branch
    elif isinstance(unit, Group):
        if branch is None:
            raise DomainError("工会小组必须属于一个支会，请选择所属支会", field="branch")
        if department is not None and department.branch_id not in {None, branch.pk}:
            raise DomainError(f"“{department.name}”不属于“{branch.name}”，请核对科室", field="department")
        unit.branch, unit.department = branch, department


def place_words(unit: Unit) -> str:
    """Where a unit stands, for its history: "内科支会 / 心内科"."""
    above = [getattr(unit, "branch", None), getattr(unit, "department", None)]
    return " / ".join(str(each) for each in (*above, unit) if each)[:120]


def note_change(
    unit: Unit,
    event: UnitEvent,
    effective_on: dt.date,
    *,
    actor: User | None,
    before: str = "",
    after: str = "",
    document: str = "",
) -> UnitChange:
    """Append one row to the history of ``unit``."""
    return UnitChange.objects.create(
        event=event,
        effective_on=effective_on,
        before=before[:120],
        after=after[:120],
        document=document[:120],
        actor=actor,
        **{unit.kind.value: unit},
    )


def write(unit: Unit, fields: list[str], version: int | None = None) -> None:
    """Save ``fields`` and count the version up; a taken name becomes a sentence.

    Raises:
        DomainError: another open unit has the name.
        StaleError: the unit is no longer at ``version``.
    """
    try:
        with transaction.atomic():
            unit.save_version(unit.version if version is None else version, fields)
    except IntegrityError as error:
        raise _taken(unit) from error


def refuse_closed(unit: Unit) -> None:
    """Raise TransitionError for a closed unit."""
    if unit.closed_on is not None:
        raise TransitionError(f"“{unit.name}”已于 {unit.closed_on} 撤销，请先恢复")


def _insert(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise _taken(unit) from error


def _taken(unit: Unit) -> DomainError:
    where = f"“{unit.branch}”中" if isinstance(unit, Group) else ""
    return DomainError(f"{where}已有名为“{unit.name}”的{unit.kind.label}，请换一个名称", field="name")


def _name(name: str, kind: UnitKind) -> str:
    cleaned = rules.clean_name(name)
    if not cleaned:
        raise DomainError(f"请填写{kind.label}名称", field="name")
    return cleaned


def _refuse_day(effective_on: dt.date, opened_on: dt.date | None) -> None:
    problem = rules.day_problem(effective_on, opened_on=opened_on, today=today())
    if problem:
        raise DomainError(problem, field="effective_on")


def _refuse_occupied(unit: Unit) -> None:
    count = headcounts(unit.kind).get(unit.pk)
    if count is not None and count.total:
        raise DomainError(
            f"“{unit.name}”还有会员 {count.total} 人，不能撤销；请先并入其他{unit.kind.label}或调出会员"
        )
    below: list[str] = []
    for relation in ("departments", "groups"):
        if hasattr(unit, relation):
            below += [each.name for each in getattr(unit, relation).filter(closed_on=None)]
    if below:
        listed = "、".join(below[:3]) + ("等" if len(below) > 3 else "")  # noqa: PLR2004 - three names tell enough
        raise DomainError(f"“{unit.name}”下还有 {len(below)} 个未撤销的科室或小组（{listed}），请先调整")
