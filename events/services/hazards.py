"""Reporting a hazard, giving it to a department, putting it right, re-checking it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from events.models import Hazard
from events.permissions import hazards as permissions
from events.rules.hazards import FLOW, HazardAction, due_problem
from events.services.room_records import change, create, locked, require, write_step
from members.models import Member
from union.accounts.models import User
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Office
from union.organisation.models import Appointment, Department
from union.reminders.services import remind, remind_many

_SHOWN = ("found_on", "place", "kind", "level")


@transaction.atomic
def report_hazard(values: Mapping[str, Any], *, finder: Member | None, actor: User, today: dt.date) -> Hazard:
    """Enter a hazard: ``finder`` is the member who found it; his branch is kept with it.

    ``values``: found_on, place, kind, level, description.

    Raises:
        DomainError: found in the future, or nobody found it.
    """
    if finder is None:
        raise DomainError("请填写发现人；您还没有会员档案时请联系工会办公室登记", field="finder")
    row = Hazard(**dict(values), finder=finder, branch_id=finder.branch_id, reported_by=actor)
    _check_day(row.found_on, today)
    return create(row, actor=actor, shown=_SHOWN)


@transaction.atomic
def edit_hazard(
    row: Hazard, values: Mapping[str, Any], *, version: int, actor: User, today: dt.date
) -> Hazard:
    """Correct a report that is not assigned yet.

    Raises:
        NotPermittedError, StaleError; DomainError: found in the future.
    """
    require(permissions.can_edit(actor, locked(Hazard, row.pk)), "隐患已交办，不能再改登记内容")
    _check_day(values["found_on"], today)
    return change(row, values, version=version, actor=actor, shown=_SHOWN)


def _check_day(found_on: dt.date, today: dt.date) -> None:
    if found_on > today:
        raise DomainError("发现日期晚于今天，请核对", field="found_on")


def _step(row: Hazard, action: HazardAction, actor: User) -> tuple[Hazard, Any]:
    current = locked(Hazard, row.pk)
    move = FLOW.step_for(current.state, action)
    if action == HazardAction.CLOSE and current.rectified_by_id == actor.pk:
        require(False, "整改是您登记的，请由另一位工会专干复查")
    require(permissions.can_take(actor, current, action), f"您没有{action.label}的权限")
    return current, move


@transaction.atomic
def assign(
    row: Hazard, *, department: Department, due_on: dt.date, level: str, actor: User, today: dt.date,
    note: str = "",
) -> Hazard:  # fmt: skip
    """Give the hazard to a department with a deadline, or (already assigned) to another one or for longer.

    The department's contacts are told.

    Raises:
        NotPermittedError, TransitionError; DomainError: a deadline in the past; no reason for a change.
    """
    again = row.state == "assigned"
    current, move = _step(row, HazardAction.REASSIGN if again else HazardAction.ASSIGN, actor)
    text = due_problem(current.found_on, due_on, today)
    if text:
        raise DomainError(text, field="due_on")
    current.department, current.due_on, current.level = department, due_on, level
    write_step(current, move, actor=actor, note=note, department=department.name, due_on=due_on)
    _tell_department(current, "请整改")
    return current


@transaction.atomic
def rectify(row: Hazard, *, measures: str, on: dt.date, actor: User, today: dt.date) -> Hazard:
    """Say that the hazard is put right, on ``on``; the office is told to re-check.

    Raises:
        NotPermittedError, TransitionError; DomainError: before it was found, or in the future.
    """
    current, move = _step(row, HazardAction.RECTIFY, actor)
    if on < current.found_on or on > today:
        raise DomainError(f"整改日期应在发现日期（{current.found_on}）和今天之间", field="on")
    current.measures, current.rectified_on, current.rectified_by = measures, on, actor
    write_step(current, move, actor=actor, rectified_on=on)
    remind_many(
        [user for user in _holders(Office.OFFICE_STAFF) if user != actor],
        title=f"隐患待复查：{current.place}", key=f"hazard:{current.pk}:rectified:{current.version}",
        link=current.get_absolute_url(),
    )  # fmt: skip
    return current


@transaction.atomic
def recheck(
    row: Hazard, *, passed: bool, note: str, due_on: dt.date | None, actor: User, today: dt.date
) -> Hazard:
    """Close the hazard, or send it back with a new deadline.

    Raises:
        NotPermittedError: put right by the same person. TransitionError; DomainError: no reason, no deadline.
    """
    action = HazardAction.CLOSE if passed else HazardAction.SEND_BACK
    current, move = _step(row, action, actor)
    if not passed:
        text = due_problem(current.found_on, due_on, today) if due_on else "请填写新的整改期限"
        if text:
            raise DomainError(text, field="due_on")
        current.due_on, current.rectified_on = due_on, None
    current.rechecked_on, current.rechecked_by, current.recheck_note = today, actor, note.strip()
    write_step(current, move, actor=actor, note=note)
    if not passed:
        _tell_department(current, "复查不合格，请继续整改")
    elif current.finder and current.finder.user:
        remind(
            current.finder.user, title=f"您发现的隐患已整改：{current.place}",
            key=f"hazard:{current.pk}:closed", link=current.get_absolute_url(),
        )  # fmt: skip
    return current


@transaction.atomic
def reject(row: Hazard, *, note: str, actor: User) -> Hazard:
    """Put a report aside that is no hazard, with the reason; its finder is told.

    Raises:
        NotPermittedError, TransitionError; DomainError: no reason.
    """
    current, move = _step(row, HazardAction.REJECT, actor)
    current.recheck_note = note.strip()[:300]
    write_step(current, move, actor=actor, note=note)
    if current.finder and current.finder.user:
        remind(
            current.finder.user, title=f"您上报的情况不属于安全隐患：{current.place}", body=note.strip(),
            key=f"hazard:{current.pk}:rejected", link=current.get_absolute_url(),
        )  # fmt: skip
    return current


def _holders(office: Office, **scope: Any) -> list[User]:
    held = Appointment.objects.held_on(today()).filter(office=office, **scope)
    return [each.user for each in held.select_related("user")]


def _tell_department(row: Hazard, words: str) -> None:
    remind_many(
        _holders(Office.DEPARTMENT_CONTACT, department=row.department),
        title=f"{words}：{row.place}", body=f"整改期限 {row.due_on}",
        key=f"hazard:{row.pk}:assigned:{row.version}", link=row.get_absolute_url(),
    )  # fmt: skip
