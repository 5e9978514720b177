"""What falls due among honours, for the reminder rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.choices.honours import ProgrammeState
from events.models import Nomination, Programme
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.reminders.declare import Due, ReminderRule, Step


def nominations_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Calls that close, for the branch chairs who have not nominated anybody."""
    chairs = list(
        Appointment.objects.held_on(today)
        .filter(office=Office.BRANCH_CHAIR)
        .values_list("user_id", flat=True)
    )
    for row in Programme.objects.filter(state=ProgrammeState.OPEN, nominate_until__lte=horizon):
        done = set(Nomination.objects.filter(programme=row).values_list("nominated_by_id", flat=True))
        missing = tuple(pk for pk in dict.fromkeys(chairs) if pk not in done)
        if missing:
            yield Due(
                subject=f"events.nominate:{row.pk}", on=row.nominate_until, title=f"评优推荐即将截止：{row}",
                link=row.get_absolute_url(), user_ids=missing,
            )  # fmt: skip


def publicity_over(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Publicity that ends: the day after, the chair decides."""
    day = dt.timedelta(days=1)
    for row in Programme.objects.filter(state=ProgrammeState.PUBLICITY, publicity_until__lte=horizon - day):
        assert row.publicity_until is not None  # the filter asks for it
        yield Due(
            subject=f"events.grant:{row.pk}", on=row.publicity_until + day, title=f"公示期满待表彰：{row}",
            link=row.get_absolute_url(), right=Right.APPROVE_EVENTS,
        )  # fmt: skip


def reviews_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - one signature
    """Calls that are over and not reviewed, from their last day on."""
    rows = Programme.objects.filter(
        state__in=(ProgrammeState.OPEN, ProgrammeState.REVIEW), nominate_until__lt=today
    )
    for row in rows:
        yield Due(
            subject=f"events.honour_review:{row.pk}", on=row.nominate_until, title=f"推荐已截止待评审：{row}",
            link=row.get_absolute_url(), right=Right.MANAGE_HONOURS,
        )  # fmt: skip


def votes_closing(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Votes that close, for those who tell their people."""
    for row in Programme.objects.filter(state=ProgrammeState.VOTING, vote_until__range=(today, horizon)):
        assert row.vote_until is not None  # the filter asks for it
        yield Due(
            subject=f"events.honour_vote:{row.pk}", on=row.vote_until, title=f"评优投票即将截止：{row}",
            link=row.get_absolute_url(), right=Right.MANAGE_HONOURS, reaches_down=True,
        )  # fmt: skip


_TELLERS = (Office.BRANCH_CHAIR.value, Office.GROUP_LEADER.value)
RULES: dict[str, ReminderRule] = {
    "events.honour_review": ReminderRule(
        "评优待评审",
        reviews_due,
        (Step(1, working=True), Step(5, ("handler", Office.CHAIR.value), working=True)),
    ),
    "events.honour_vote": ReminderRule(
        "评优投票截止", votes_closing, (Step(-2, _TELLERS), Step(0, _TELLERS))
    ),
    "events.nominate": ReminderRule("评优推荐截止", nominations_due, (Step(-3), Step(0))),
    "events.grant": ReminderRule("公示期满待表彰", publicity_over, (Step(0), Step(5))),
}
