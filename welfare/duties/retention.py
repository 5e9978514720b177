"""What waits among the lists of 保存期满清除, and the rule that tells of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Office
from union.reminders.declare import Audience, Due, ReminderRule, Step
from welfare.choices.retention import ErasureState
from welfare.rules.retention import FLOWS
from welfare.selectors.retention import RIGHTS, erasures_visible_to, open_lists, steps_of

_DAYS = 30  # to look a list through and to decide on it


def duties(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Lists this user looks through or confirms."""
    states = (ErasureState.PROPOSED, ErasureState.CHECKED)
    for row in erasures_visible_to(user).filter(state__in=states):
        step = next((step for step in steps_of(row, user) if step.action.value in ("check", "confirm")), None)
        if step is not None:
            yield Duty(
                key=f"erasure:{row.pk}:{row.state}",
                title=f"保存期满清除（{row.get_kind_display()}）待{step.action.label}",
                url=reverse("welfare:erasure", args=[row.pk]), due_on=_due(row.proposed_on), count=1,
            )  # fmt: skip


def _due(proposed_on: dt.date) -> dt.date:
    return proposed_on + dt.timedelta(days=_DAYS)


def waiting(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Open lists thirty days after they were proposed; one query. A list names numbers alone."""
    for row in open_lists().filter(proposed_on__lte=horizon - dt.timedelta(days=_DAYS)):
        handle, approve = RIGHTS[row.kind]
        right = handle if row.state == ErasureState.PROPOSED else approve
        yield Due(
            f"welfare.erasure:{row.pk}:{row.state}", _due(row.proposed_on),
            f"保存期满清除（{row.get_kind_display()}）待{_next(row.kind, row.state)}",
            reverse("welfare:erasure", args=[row.pk]), right=right,
        )  # fmt: skip


def _next(kind: str, state: str) -> str:
    label: str = FLOWS[kind].steps_from(state)[0].action.label
    return label


RULES = {
    "welfare.erasure": ReminderRule(
        "保存期满清除", waiting, (Step(0), Step(15, (Audience.HANDLER.value, Office.CHAIR.value)))
    )
}
