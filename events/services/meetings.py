"""Meetings: invitation, who came, minutes, decisions, what is to be done and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import ActionItem, Attendee, Meeting
from events.permissions.rooms import keeps_of
from events.permissions.trainings import confirms, keeps_meeting
from events.rules.trainings import MEETINGS, MINUTED, MeetingAction
from events.services.room_records import change, create, locked, require, write_step
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError
from union.reminders.services import remind, remind_many

A = MeetingAction
_SHOWN = ("title", "kind", "starts_at", "place", "chair", "recorder")
_REFUSED = "您没有登记这次会议的权限"


@transaction.atomic
def call_meeting(values: Mapping[str, Any], *, actor: User) -> Meeting:
    """Draw up a meeting of the union (office) or a branch.

    Raises:
        NotPermittedError.
    """
    row = Meeting(**dict(values), created_by=actor)
    require(keeps_of(actor, row.branch_id), "只能为本支会登记会议；全院会议由工会办公室登记")
    return create(row, actor=actor, shown=_SHOWN)


@transaction.atomic
def edit_meeting(row: Meeting, values: Mapping[str, Any], *, version: int, actor: User) -> Meeting:
    """Change time, place, agenda before it was held; who was invited is told of another time or place.

    Raises:
        NotPermittedError, StaleError; DomainError: held already.
    """
    current = locked(Meeting, row.pk)
    branch = values["branch"]
    require(keeps_meeting(actor, current) and keeps_of(actor, branch.pk if branch else None), _REFUSED)
    if current.state not in ("draft", "invited"):
        raise DomainError(f"会议“{current.get_state_display()}”，不能再改会议通知")
    moved = (current.starts_at, current.place) != (values["starts_at"], values["place"])
    saved = change(current, values, version=version, actor=actor, shown=_SHOWN)
    if moved and saved.state == "invited":
        _tell(saved, "会议时间或地点有变动", f"changed:{saved.version}")
    return saved


@transaction.atomic
def invite(row: Meeting, members: Iterable[Member], *, actor: User) -> int:
    """Put people on the list, each once; if the notice has gone out, they get it too. Return how many.

    Raises:
        NotPermittedError; DomainError: the minutes are confirmed, or it was cancelled.
    """
    current = _writable(row, actor)
    known = set(current.attendees.values_list("member_id", flat=True))
    fresh = {member.pk: member for member in members if member.pk not in known}
    Attendee.objects.bulk_create(Attendee(meeting=current, member=each) for each in fresh.values())
    count = len(known) + len(fresh)
    audit.record(AuditAction.UPDATE, current, actor=actor, changes={"attendees": [len(known), count]})
    if current.state == "invited":
        _tell(current, "会议通知", "invited", members=fresh.values())
    return len(fresh)


def _writable(row: Meeting, actor: User) -> Meeting:
    current = locked(Meeting, row.pk)
    require(keeps_meeting(actor, current), _REFUSED)
    if current.state in ("confirmed", "cancelled"):
        raise DomainError(f"会议“{current.get_state_display()}”，不能再改")
    return current


def _tell(row: Meeting, words: str, key: str, members: Iterable[Member] | None = None) -> None:
    people = members
    if people is None:
        people = [each.member for each in row.attendees.select_related("member__user")]
    at = timezone.localtime(row.starts_at)
    remind_many(
        [member.user for member in people if member.user], title=f"{words}：{row.title}",
        body=f"{at:%Y-%m-%d %H:%M} {row.place}", key=f"meeting:{row.pk}:{key}", link=row.get_absolute_url(),
    )  # fmt: skip


@transaction.atomic
def write_minutes(
    row: Meeting, values: Mapping[str, Any], presence: Mapping[int, str], *, version: int, actor: User
) -> Meeting:
    """Keep minutes, decisions and guests of a meeting that was held, and who was there (attendee → presence).

    Raises:
        NotPermittedError, StaleError; DomainError: not held yet, or confirmed.
    """
    current = _writable(row, actor)
    if current.state != "held":
        raise DomainError("请先登记会议已召开，再写会议记录")
    saved = change(current, values, version=version, actor=actor)
    for attendee in saved.attendees.all():
        if attendee.pk in presence:
            attendee.presence = presence[attendee.pk]
            attendee.save(update_fields=["presence"])
    return saved


@transaction.atomic
def advance_meeting(
    row: Meeting,
    action: MeetingAction,
    *,
    actor: User,
    now: dt.datetime,
    note: str = "",
    version: int | None = None,
) -> Meeting:
    """Take one step; INVITE and CANCEL tell everybody on the list.

    Raises:
        NotPermittedError, TransitionError; DomainError: nobody invited, not begun, no minutes, no reason.
        StaleError: changed since the page of ``version`` was opened.
    """
    current = locked(Meeting, row.pk)
    move = MEETINGS.step_for(current.state, action)
    may = confirms if action in (A.CONFIRM, A.REOPEN) else keeps_meeting
    require(may(actor, current), "纪要由工会主席定稿" if may is confirms else _REFUSED)
    current.check_shown(version)
    _ready(current, action, now)
    if action == A.CONFIRM:
        current.confirmed_by, current.confirmed_on = actor, day_of(now)
    write_step(current, move, actor=actor, note=note)
    if action == A.INVITE:
        _tell(current, "会议通知", "invited")
    elif action == A.CANCEL:
        _tell(current, "会议已取消", "cancelled")
    return current


def _ready(row: Meeting, action: MeetingAction, now: dt.datetime) -> None:
    if action == A.INVITE and not row.attendees.exists():
        raise DomainError("请先添加参会人员，再发出通知")
    if action == A.HOLD and row.starts_at > now:
        raise DomainError("会议还没有开始，不能登记为已召开")
    if action == A.CONFIRM and not row.minutes.strip():
        raise DomainError("还没有会议记录，不能定稿")


@transaction.atomic
def add_item(row: Meeting, *, text: str, owner: Member, due_on: dt.date, actor: User) -> ActionItem:
    """Give somebody something to do from a meeting; he is told.

    Raises:
        NotPermittedError; DomainError: not held yet, or due before the meeting.
    """
    current = locked(Meeting, row.pk)
    require(keeps_meeting(actor, current), _REFUSED)
    if current.state not in MINUTED:
        raise DomainError("请先登记会议已召开，再添加督办事项")
    if due_on < day_of(current.starts_at):
        raise DomainError("完成期限早于会议日期，请核对", field="due_on")
    item = ActionItem(meeting=current, text=text.strip(), owner=owner, due_on=due_on)
    create(item, actor=actor, shown=("text", "due_on"))
    if owner.user:
        remind(
            owner.user, title=f"会议督办事项：{item.text[:60]}", body=f"完成期限 {due_on}",
            key=f"meeting_item:{item.pk}", link=current.get_absolute_url(),
        )  # fmt: skip
    return item


@transaction.atomic
def finish_item(item: ActionItem, *, outcome: str, actor: User, today: dt.date) -> ActionItem:
    """Say that it is done, and how: its owner, or a keeper of the meeting.

    Raises:
        NotPermittedError; DomainError: done already.
    """
    current = locked(ActionItem, item.pk)
    own = current.owner.user_id is not None and current.owner.user_id == actor.pk
    require(own or keeps_meeting(actor, current.meeting), "督办事项由责任人或会议登记人办结")
    if current.done_on:
        raise DomainError(f"已于 {current.done_on} 办结")
    current.done_on, current.outcome = today, outcome.strip()
    current.save()
    audit.record(AuditAction.STEP, current, actor=actor, changes={"done_on": [None, today]})
    return current
