"""Duties and reminders of hazards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from events.models import Hazard
from events.permissions.hazards import directs
from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Right
from union.reminders.declare import Due, ReminderRule, Step

_MOST = 10
_ANSWER_DAYS = 2
_RECHECK_DAYS = 3


def hazards(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """For the office: to assign, to re-check. For a department: to put right."""
    if not user.access.can(Right.HANDLE_HAZARDS):
        return
    if directs(user):
        yield from _office(user)
        return
    mine = Hazard.objects.filter(
        state="assigned", department_id__in=user.access.scope(Right.HANDLE_HAZARDS).department_ids
    )
    for row in mine.order_by("due_on")[:_MOST]:
        yield Duty(
            f"hazard:{row.pk}:rectify", f"整改隐患：{row.place}", row.get_absolute_url(), row.due_on,
            row.get_level_display(), "登记整改",
        )  # fmt: skip


def _office(user: User) -> Iterator[Duty]:
    waiting = list(Hazard.objects.filter(state="reported").order_by("pk").values_list("pk", "found_on")[:99])
    if waiting:
        due_on = waiting[0][1] + dt.timedelta(days=_ANSWER_DAYS)
        yield Duty(
            f"hazards:assign:{waiting[-1][0]}", f"{len(waiting)} 处隐患待交办", reverse("rooms:hazard_home"),
            due_on, count=len(waiting),
        )  # fmt: skip
    for row in Hazard.objects.filter(state="rectified").exclude(rectified_by=user)[:_MOST]:
        done_on = row.rectified_on
        yield Duty(
            f"hazard:{row.pk}:recheck", f"复查隐患：{row.place}", row.get_absolute_url(),
            done_on + dt.timedelta(days=_RECHECK_DAYS) if done_on else None, action="复查",
        )  # fmt: skip


def to_rectify(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Hazards that a department has to put right."""
    for row in Hazard.objects.filter(state="assigned", due_on__lte=horizon):
        assert row.due_on is not None  # the constraint asks for it
        yield Due(
            f"events.hazard:{row.pk}", row.due_on, f"隐患整改到期：{row.place}", row.get_absolute_url(),
            right=Right.HANDLE_HAZARDS, department_id=row.department_id,
        )  # fmt: skip


def to_assign(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Reports nobody has answered."""
    days = dt.timedelta(days=_ANSWER_DAYS)
    for row in Hazard.objects.filter(state="reported", found_on__lte=horizon - days):
        yield Due(
            f"events.hazard_new:{row.pk}", row.found_on + days, f"隐患待交办：{row.place}",
            row.get_absolute_url(), right=Right.HANDLE_HAZARDS,
        )  # fmt: skip


RULES = {
    "events.hazard": ReminderRule(
        "隐患整改", to_rectify, (Step(-2), Step(0), Step(2, ("handler", "office_staff"), working=True))
    ),
    "events.hazard_new": ReminderRule("隐患待交办", to_assign, (Step(0), Step(3, ("chair",), working=True))),
}
