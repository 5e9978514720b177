"""Registries of trainings and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from events.duties import trainings as duties
from events.figures.trainings import FIGURES
from events.ledgers.training_officers import OFFICER_HOURS
from events.ledgers.trainings import LEDGERS
from events.models import ActionItem, Attendee, Meeting, Trainee, Training
from events.permissions.trainings import meetings_visible_to, trainings_visible_to
from events.room_registering import (
    Subject,
    mover,
    mover_once,
    register_subject,
    text_search,
    unit_mover,
)
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import CalendarEntry, MergeHandler, SearchProvider, TimelineEntry
from union.organisation.rights import works_here


def training_days(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Trainings one sees."""
    rows = trainings_visible_to(user).exclude(state="cancelled")
    for row in rows.filter(starts_on__lte=last, ends_on__gte=first):
        yield CalendarEntry(row.starts_on, row.ends_on, row.title, "培训", row.get_absolute_url())


def meeting_days(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Meetings one sees, and the days on which one's own action items are due."""
    rows = meetings_visible_to(user).exclude(state="cancelled")
    for row in rows.filter(starts_at__date__range=(first, last)):
        at = timezone.localtime(row.starts_at)
        yield CalendarEntry(at, at + dt.timedelta(hours=1), row.title, "会议", row.get_absolute_url())
    owed = ActionItem.objects.filter(owner__user_id=user.pk, done_on=None, due_on__range=(first, last))
    for item in owed.select_related("meeting"):
        url = item.meeting.get_absolute_url()
        yield CalendarEntry(item.due_on, item.due_on, f"督办到期：{item.text}", "会议", url)


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Trainings a member was at, with hours and result, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    rows = Trainee.objects.filter(member=member, training__state="held").select_related("training")
    for row in rows.order_by("-pk")[:50]:
        text = f"{row.hours} 学时 {row.get_result_display() if row.result else ''}".strip()
        yield TimelineEntry(row.training.starts_on, f"参加培训：{row.training.title}", text, icon="id-card")


TRAININGS = Subject(
    "trainings", "培训", "rooms:training_home", 30, works_here, ledgers=(*LEDGERS[:2], OFFICER_HOURS),
    figures=FIGURES, rules=duties.RULES,
    duties={"events.items": duties.items, "events.records": duties.records},
    calendar=training_days, timeline=timeline,
    search=SearchProvider(
        "培训", text_search(trainings_visible_to, ("title",), lambda row: row.get_state_display())
    ),
    merges={"events.Trainee.member": MergeHandler("培训", mover_once(Trainee, "training_id"))},
    moves={"events.trainings": unit_mover(Training, branch="branch_id")},
)  # fmt: skip
MEETINGS = Subject(
    "meetings", "会议", "rooms:meeting_home", 40, works_here, ledgers=LEDGERS[2:], calendar=meeting_days,
    search=SearchProvider(
        "会议", text_search(meetings_visible_to, ("title", "agenda"), lambda row: row.get_state_display())
    ),
    merges={
        "events.Attendee.member": MergeHandler("会议", mover_once(Attendee, "meeting_id")),
        "events.ActionItem.owner": MergeHandler("会议督办事项", mover(ActionItem, "owner")),
    },
    moves={"events.meetings": unit_mover(Meeting, branch="branch_id")},
)  # fmt: skip


def register() -> None:
    """Fill the registries."""
    register_subject(TRAININGS)
    register_subject(MEETINGS)
