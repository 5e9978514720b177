"""Who is told of check-ups before the last day to book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.accounts.models import User
from union.common.registries import CalendarEntry, Duty
from union.reminders.declare import Audience, Due, ReminderRule, Step
from welfare.choices.checkups import RoundState
from welfare.models import CheckupEntry, CheckupRound
from welfare.permissions import care as may

_MAX_SHOWN = 20


def duties(user: User, today: dt.date) -> Iterator[Duty]:
    """My own appointment to make; for the office, rounds that are over and not closed."""
    mine = CheckupEntry.objects.filter(
        member__user_id=user.pk, slot=None, attended_on=None, round__state=RoundState.OPEN,
        round__book_until__gte=today,
    ).select_related("round")  # fmt: skip
    for entry in mine[:_MAX_SHOWN]:
        url = reverse("welfare:checkup_book", args=[entry.pk])
        yield Duty(f"checkup:{entry.pk}", f"预约“{entry.round.title}”", url, entry.round.book_until)
    if may.manages(user):
        for row in CheckupRound.objects.filter(state=RoundState.OPEN, ends_on__lt=today)[:_MAX_SHOWN]:
            url = reverse("welfare:checkup_round", args=[row.pk])
            title = f"“{row.title}”已过结束日期，请登记到检"
            yield Duty(f"checkup_round:{row.pk}", title, url, row.ends_on)


def bookings_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """People with an account who are listed and have neither booked nor come; one query."""
    rows = CheckupEntry.objects.filter(
        round__state=RoundState.OPEN, round__book_until__lte=horizon, slot=None, attended_on=None,
        member__user__isnull=False,
    ).values_list("pk", "member__user_id", "round__book_until", "round__title")  # fmt: skip
    for pk, user_id, until, title in rows.order_by("pk"):
        yield Due(
            f"welfare.checkup:{pk}", until, f"“{title}”预约将截止",
            reverse("welfare:checkup_book", args=[pk]),
            user_ids=(user_id,), person_id=user_id,
        )  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """My own appointments."""
    rows = CheckupEntry.objects.filter(
        member__user_id=user.pk, slot__on__range=(first, last), attended_on=None
    ).select_related("slot", "round")  # fmt: skip
    for entry in rows:
        if entry.slot is not None:
            title = f"{entry.round.title}（{entry.slot.get_part_display()}）"
            yield CalendarEntry(entry.slot.on, entry.slot.on, title, "体检", reverse("welfare:mine"))


_PERSON = (Audience.PERSON.value,)
RULES: dict[str, ReminderRule] = {
    "welfare.checkup": ReminderRule("体检预约", bookings_due, (Step(-5, _PERSON), Step(-1, _PERSON))),
}
