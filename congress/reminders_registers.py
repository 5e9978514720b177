"""What falls due in the smaller registers (docs/reminders.md). Titles name the record, not what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from congress.choices.appeals import AppealState
from congress.models import Appeal
from union.organisation.choices import Right
from union.reminders.declare import Audience, Due, ReminderRule, Step


def appeals_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Opinions to take in (the office), to answer (the department, without one the office), to rate."""
    open_ = (AppealState.RECEIVED, AppealState.ASSIGNED, AppealState.ANSWERED)
    rows = Appeal.objects.filter(state__in=open_, due_on__lte=horizon)
    fields = ("pk", "due_on", "state", "department_id", "department__branch_id", "member__user_id")
    for pk, due_on, state, department, branch, person in rows.values_list(*fields):
        answering = state == AppealState.ASSIGNED and department
        rates = state == AppealState.ANSWERED and person
        yield Due(
            f"congress.appeal:{pk}", due_on, f"职工意见第 {pk} 号待{_WORDS[state]}",
            reverse("congress:appeal_detail", args=[pk]),
            right=Right.ANSWER_MOTIONS if answering else Right.MANAGE_CONGRESS,
            department_id=department if answering else None, branch_id=branch if answering else None,
            user_ids=(person,) if rates else (),
        )  # fmt: skip


_WORDS = {AppealState.RECEIVED: "受理", AppealState.ASSIGNED: "答复", AppealState.ANSWERED: "评价"}
_STAFF = Audience.HANDLER.value
RULES: dict[str, ReminderRule] = {
    "congress.appeal": ReminderRule(
        "职工意见", appeals_due, (Step(-1), Step(0), Step(3, (_STAFF, "office_staff"), working=True))
    ),
}
