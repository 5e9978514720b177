"""Duties and reminders of suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from events.models import Suggestion
from events.permissions.rooms import OFFICE
from events.permissions.suggestions import reviews
from union.accounts.models import User
from union.common.registries import Duty
from union.reminders.declare import Due, ReminderRule, Step

_ANSWER_DAYS = 15
_MOST = 10


def suggestions(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Suggestions to decide on (grouped, never one's own) and adopted ones to be carried out."""
    if not reviews(user):
        return
    waiting = Suggestion.objects.filter(state="submitted").exclude(proposer__user_id=user.pk)
    found = list(waiting.order_by("submitted_on", "pk").values_list("pk", "submitted_on")[:99])
    if found:
        yield Duty(
            f"suggestions:review:{found[-1][0]}", f"{len(found)} 条合理化建议待评审",
            reverse("rooms:suggestion_home"), found[0][1] + dt.timedelta(days=_ANSWER_DAYS),
            count=len(found), action="评审",
        )  # fmt: skip
    for row in Suggestion.objects.filter(state="adopted").order_by("due_on", "pk")[:_MOST]:
        yield Duty(
            f"suggestion:{row.pk}:carry_out", f"跟进建议实施：{row.title}", row.get_absolute_url(), row.due_on
        )


def to_review(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Suggestions nobody has decided on, 15 days after they were handed in."""
    days = dt.timedelta(days=_ANSWER_DAYS)
    for row in Suggestion.objects.filter(state="submitted", submitted_on__lte=horizon - days):
        yield Due(
            f"events.suggestion:{row.pk}", row.submitted_on + days, "合理化建议待评审",
            row.get_absolute_url(), right=OFFICE,
        )  # fmt: skip


def to_carry_out(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Adopted suggestions that are due."""
    for row in Suggestion.objects.filter(state="adopted", due_on__lte=horizon):
        assert row.due_on is not None  # the filter asks for it
        yield Due(
            f"events.suggestion_do:{row.pk}", row.due_on, f"建议实施到期：{row.title}",
            row.get_absolute_url(), right=OFFICE,
        )  # fmt: skip


RULES = {
    "events.suggestion": ReminderRule("合理化建议评审", to_review, (Step(-3), Step(0), Step(10, ("chair",)))),
    "events.suggestion_do": ReminderRule("合理化建议实施", to_carry_out, (Step(-3), Step(0), Step(14))),
}
