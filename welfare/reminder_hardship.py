"""困难帮扶到期: reviews, publicity, objections, aid that waits. No notice names a household's need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from members.models import Member
from union.organisation.choices import Office, Right
from union.reminders.declare import Audience, Due, ReminderRule, Step
from welfare.choices.aid import AidState
from welfare.choices.hardship import HardshipState
from welfare.models import Aid, HardshipFile, Objection, Publicity

_STAFF, _CHAIR = Audience.HANDLER.value, Office.CHAIR.value
_ANSWER_DAYS, _AID_DAYS = 3, 15
_UNITS = ("branch_id", "group_id", "department_id", "sex")


def _due(subject: str, on: dt.date, title: str, link: str, right: Right, member: Member) -> Due:  # noqa: PLR0917
    units = {name: getattr(member, name) for name in _UNITS}
    return Due(subject, on, title, link, right=right, **units)


def _file_link(pk: int) -> str:
    return reverse("welfare:hardship_detail", args=[pk])


def reviews_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Yearly reviews and temporary files that end by ``horizon``; one query each."""
    rows = HardshipFile.objects.filter(state=HardshipState.ON_FILE, review_due_on__lte=horizon)
    for file in rows.select_related("member").defer("cause_text", "address", "phone").order_by("pk"):
        if file.review_due_on is not None:
            yield _due(
                f"welfare.hardship:{file.pk}", file.review_due_on, f"困难档案 {file.number} 年度复核将到期",
                _file_link(file.pk), Right.HANDLE_HARDSHIP, file.member,
            )  # fmt: skip
    rows = HardshipFile.objects.filter(state=HardshipState.TEMPORARY, temporary_until__lte=horizon)
    for file in rows.select_related("member").order_by("pk"):
        if file.temporary_until is not None:
            yield _due(
                f"welfare.temporary:{file.pk}", file.temporary_until, f"临时困难档案 {file.number} 将到期",
                _file_link(file.pk), Right.HANDLE_HARDSHIP, file.member,
            )  # fmt: skip


def publicity_ending(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Publicities whose last day comes; one query."""
    rows = Publicity.objects.filter(closed_on=None, ends_on__lte=horizon).select_related("file__member")
    for row in rows.order_by("pk"):
        yield _due(
            f"welfare.publicity:{row.pk}", row.ends_on, f"困难档案 {row.file.number} 公示将期满",
            _file_link(row.file_id), Right.HANDLE_HARDSHIP, row.file.member,
        )  # fmt: skip


def objections_open(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Objections nobody has answered, three days after they came; one query."""
    latest = horizon - dt.timedelta(days=_ANSWER_DAYS)
    rows = Objection.objects.filter(settled_on=None, received_on__lte=latest)
    for row in rows.select_related("publicity__file__member").order_by("pk"):
        file = row.publicity.file
        yield _due(
            f"welfare.objection:{row.pk}", row.received_on + dt.timedelta(days=_ANSWER_DAYS),
            f"困难档案 {file.number} 有公示异议待处理", _file_link(file.pk), Right.HANDLE_HARDSHIP,
            file.member,
        )  # fmt: skip


def aid_waiting(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Applications not decided or not paid, fifteen days after they came in; one query."""
    steps = {
        AidState.APPLIED: Right.HANDLE_HARDSHIP, AidState.REVIEWED: Right.APPROVE_HARDSHIP,
        AidState.APPROVED: Right.PAY_AID,
    }  # fmt: skip
    latest = horizon - dt.timedelta(days=_AID_DAYS)
    rows = Aid.objects.filter(state__in=steps, applied_on__lte=latest).select_related("file__member")
    for row in rows.order_by("pk"):
        yield _due(
            f"welfare.aid:{row.pk}:{row.state}", row.applied_on + dt.timedelta(days=_AID_DAYS),
            f"帮扶申请第 {row.pk} 号等待办理", reverse("welfare:aid_detail", args=[row.pk]),
            steps[AidState(row.state)], row.file.member,
        )  # fmt: skip


_LATE = Step(5, (_STAFF, _CHAIR), working=True)
RULES: dict[str, ReminderRule] = {
    "welfare.hardship_review": ReminderRule("困难档案复核", reviews_due, (Step(-30), Step(0), _LATE)),
    "welfare.publicity": ReminderRule(
        "困难公示期满", publicity_ending, (Step(0), Step(1, working=True), _LATE)
    ),
    "welfare.objection": ReminderRule("公示异议", objections_open, (Step(0), _LATE)),
    "welfare.aid": ReminderRule("帮扶申请等待办理", aid_waiting, (Step(0), _LATE)),
}
