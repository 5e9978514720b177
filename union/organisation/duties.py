"""Terms that end soon: bodies (换届) and single appointments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from union.common.registries import Duty
from union.organisation import permissions
from union.organisation.choices import Office
from union.organisation.selectors import offices as selectors

if TYPE_CHECKING:
    from union.accounts.models import User


def terms_ending(user: User, day: dt.date) -> Iterator[Duty]:
    """Terms ending within 90 days: bodies for editors, appointments for those who may renew them."""
    if permissions.can_edit_organisation(user):
        for body in selectors.bodies_ending(day):
            yield Duty(
                key=f"organisation.body:{body.pk}:{body.ends_on}",
                title=f"{body}任期届满，准备换届",
                url=reverse("organisation:body_list"),
                due_on=body.ends_on,
                action="看换届",
            )
    grantable = permissions.grantable_offices(user)
    if not grantable:
        return
    for appointment in selectors.appointments_ending(day):
        if Office(appointment.office) in grantable and appointment.user_id != user.pk:
            yield Duty(
                key=f"organisation.appointment:{appointment.pk}:{appointment.ends_on}",
                title=f"{appointment.user.display_name}的{appointment}任期将满",
                url=reverse("organisation:officer_detail", args=[appointment.pk]),
                due_on=appointment.ends_on,
                action="看任职",
            )
