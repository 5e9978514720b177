"""What falls due in the layers below: imports that wait, terms of office that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.common.dates import day_of
from union.imports.choices import BatchState
from union.imports.declare import kinds
from union.imports.models import ImportBatch
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment, Body
from union.reminders.declare import Audience, Due, ReminderRule, Step

HANDLER, PERSON = Audience.HANDLER.value, Audience.PERSON.value
STAFF, CHAIR = Office.OFFICE_STAFF.value, Office.CHAIR.value


def imports_waiting(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Checked files nobody has confirmed, since the day of the check; whoever uploaded them acts."""
    rows = ImportBatch.objects.filter(state=BatchState.CHECKED, checked_at__isnull=False)
    for pk, kind, checked_at, user_id in rows.values_list("pk", "kind", "checked_at", "created_by_id"):
        assert checked_at is not None  # filtered
        label = kinds[kind].label if kind in kinds else "导入"
        yield Due(
            subject=f"imports.batch:{pk}",
            on=day_of(checked_at),
            title=f"{label}文件已核对，待确认导入",
            link=reverse("imports:batch_detail", args=[pk]),
            user_ids=(user_id,) if user_id else (),
            right=Right.IMPORT_ROSTER,
        )


def appointments_ending(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Appointments whose last day comes; the holder is told too."""
    rows = Appointment.objects.held_on(today).filter(ends_on__lte=horizon).exclude(office=Office.MEMBER)
    rows = rows.select_related("user", "branch", "group", "department")
    for appointment in rows:
        assert appointment.ends_on is not None
        yield Due(
            subject=f"organisation.appointment:{appointment.pk}",
            on=appointment.ends_on,
            title=f"{appointment.user.display_name}的{appointment}任期将满",
            link=reverse("organisation:officer_detail", args=[appointment.pk]),
            right=Right.GRANT_UNION_OFFICES,
            person_id=appointment.user_id,
        )


def bodies_ending(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Terms of committees (届): until the new term is entered."""
    for body in Body.objects.filter(ends_on__lte=horizon).select_related("branch"):
        assert body.ends_on is not None
        yield Due(
            subject=f"organisation.body:{body.pk}",
            on=body.ends_on,
            title=f"{body}任期届满，准备换届",
            link=reverse("organisation:body_list"),
            right=Right.EDIT_ORGANISATION,
        )


RULES: dict[str, ReminderRule] = {
    "imports.waiting": ReminderRule(
        "导入待确认", imports_waiting, (Step(1, working=True), Step(3, (STAFF,), working=True))
    ),
    "organisation.appointments": ReminderRule(
        "任期将满", appointments_ending, (Step(-60), Step(-15, (HANDLER, PERSON)), Step(0))
    ),
    "organisation.bodies": ReminderRule(
        "换届", bodies_ending, (Step(-180), Step(-90), Step(0, (HANDLER, CHAIR)), Step(30, (CHAIR,))),
        basis="《工会基层组织选举工作条例》：任期届满按期换届；提前天数可调整",
    ),
}  # fmt: skip
