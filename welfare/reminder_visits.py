"""慰问到期: what is told before, on and after the day a visit is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.organisation.choices import Office, Right
from union.reminders.declare import Audience, Due, ReminderRule, Step
from welfare.choices.visits import ListState, VisitState
from welfare.models import GiftList, Visit
from welfare.models.visits import OPEN

_STAFF, _CHAIR = Audience.HANDLER.value, Office.CHAIR.value


def visits_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Open visits due by ``horizon``, for those whose step it is; hand-outs have their list. One query."""
    rows = Visit.objects.filter(state__in=OPEN, due_on__lte=horizon, gift_list=None).select_related("member")
    units = ("member__name", "member__branch", "member__group", "member__department", "member__sex")
    rows = rows.only("state", "due_on", "outside_name", "member", *units)  # nothing encrypted is read
    for visit in rows.order_by("due_on", "pk"):
        if visit.due_on is None:
            continue
        decides = visit.state == VisitState.CHECKED
        right = Right.APPROVE_VISITS if decides else Right.HANDLE_VISITS
        member, step = visit.member, ":approve" if decides else ""
        yield Due(
            f"welfare.visit:{visit.pk}{step}", visit.due_on, f"{visit.recipient} 的慰问将到期",
            reverse("welfare:visit_detail", args=[visit.pk]), right=right,
            branch_id=member.branch_id if member else None, group_id=member.group_id if member else None,
            department_id=member.department_id if member else None, sex=member.sex if member else "",
        )  # fmt: skip


def lists_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Hand-out lists that are not approved, or not handed out, by the day of the hand-out."""
    words = {ListState.DRAFT.value: "待编制审批", ListState.APPROVED.value: "待发放签收"}
    rows = GiftList.objects.filter(state__in=words, on__lte=horizon)
    for pk, state, on, occasion in rows.values_list("pk", "state", "on", "occasion__name"):
        yield Due(
            f"welfare.gift_list:{pk}:{state}", on, f"{occasion}发放名单{words[state]}",
            reverse("welfare:list_detail", args=[pk]), right=Right.HANDLE_VISITS,
        )  # fmt: skip


_STEPS = (Step(-1), Step(0), Step(2, (_STAFF, _CHAIR), working=True))
RULES: dict[str, ReminderRule] = {
    "welfare.visit": ReminderRule("慰问到期", visits_due, _STEPS),
    "welfare.gift_list": ReminderRule(
        "发放名单", lists_due, (Step(-7), Step(0), Step(5, (_STAFF, _CHAIR), working=True))
    ),
}
