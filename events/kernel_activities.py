"""What the screens of the kernel ask of activities: search, calendar, timeline, files, merges, cash book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from events.choices.activities import PictureAnswer
from events.models import (
    Activity,
    Feedback,
    OrganiserTask,
    PictureConsent,
    PrizeWinner,
    SignUp,
    Team,
)
from events.models.signups import ACTIVE
from events.permissions.activities import can_see_signups
from events.rules.activities import UNPUBLISHED
from events.selectors.activities import activities_visible_to
from events.selectors.calendar import activities_between
from events.selectors.pictures import may_open_picture, shows
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import day_of
from union.common.registries import CalendarEntry, MergeHandler, SearchResult, TimelineEntry


def find_activities(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Activities within the scope whose title or place holds the text, newest first."""
    rows = activities_visible_to(user).filter(title__icontains=text).order_by("-starts_at")
    for row in rows.only("title", "starts_at", "place", "state")[:limit]:
        yield SearchResult(
            row.title, f"{day_of(row.starts_at)} · {row.place} · {row.get_state_display()}",
            reverse("events:activity_detail", args=[row.pk]), "calendar",
        )  # fmt: skip


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Activities ``user`` may see, cancelled ones left out."""
    rows = activities_between(user, first, last).exclude(state__in=(*UNPUBLISHED, "cancelled"))
    for row in rows:
        yield CalendarEntry(
            row.starts_at, row.ends_at, row.title, row.get_kind_display(),
            reverse("events:activity_detail", args=[row.pk]),
        )  # fmt: skip


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Sign-ups and prizes of a member, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    rows = SignUp.objects.filter(member=member).select_related("activity").order_by("-pk")[:100]
    visible = set(
        activities_visible_to(user)
        .filter(pk__in=[row.activity_id for row in rows])
        .values_list("pk", flat=True)
    )
    for row in rows:
        url = reverse("events:activity_detail", args=[row.activity_id]) if row.activity_id in visible else ""
        yield TimelineEntry(
            row.signed_at,
            f"活动报名：{row.activity.title}",
            row.get_state_display(),
            url=url,
            icon="calendar",
        )
    won = PrizeWinner.objects.filter(member=member).select_related("prize__activity")
    for win in won:
        activity = win.prize.activity
        text = f"{activity.title} · {win.prize.name}"
        yield TimelineEntry(activity.starts_at, "活动获奖", text, tone="success", icon="bookmark")


def may_open_file(user: User, attachment: Any) -> bool:
    """Pictures: whoever sees the activity or is asked about the picture, once those on them agree."""
    activity = Activity.objects.filter(pk=int(attachment.owner_id)).first()
    if activity is None or not may_open_picture(user, activity, attachment):
        return False
    return shows(user, attachment) or find_activity(user, activity.pk) is not None


def may_open_receipt(user: User, attachment: Any) -> bool:
    """Receipts: whoever sees the costs of the activity."""
    rows = activities_visible_to(user).filter(costs__pk=int(attachment.owner_id))
    activity = rows.first()
    return activity is not None and can_see_signups(user, activity)


def find_activity(user: User, pk: int) -> Activity | None:
    """The activity behind a voucher, within the scope."""
    return activities_visible_to(user).filter(pk=pk).first()


def activity_url(activity: Activity) -> str:
    """Its page, at the money."""
    return reverse("events:activity_detail", args=[activity.pk]) + "?tab=money"


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """Activities of a branch that was merged belong to the one it went into; plans stay as they were."""
    if kind != "branch" or from_id == to_id:
        return 0
    SignUp.objects.filter(quota_branch_id=from_id, state__in=ACTIVE).update(quota_branch_id=to_id)
    return Activity.objects.filter(branch_id=from_id).update(branch_id=to_id)


def _move(model: Any, field: str = "member") -> Callable[[Member, Member, Any], int]:
    def move(kept: Member, removed: Member, _actor: Any) -> int:
        return int(model.objects.filter(**{field: removed}).update(**{field: kept}))

    return move


def _refuse_twice(kept: Member, removed: Member) -> str:
    """Two active sign-ups for one activity would hold two places for one person."""
    mine = SignUp.objects.filter(member=kept, state__in=ACTIVE).values("activity")
    both = SignUp.objects.filter(member=removed, state__in=ACTIVE, activity__in=mine).first()
    return f"两份档案都报了“{both.activity.title}”，请先退出其中一份" if both else ""


def _move_prizes(kept: Member, removed: Member, _actor: Any) -> int:
    """The same prize entered for both is one prize."""
    mine = PrizeWinner.objects.filter(member=kept).values_list("prize_id", flat=True)
    PrizeWinner.objects.filter(member=removed, prize_id__in=list(mine)).delete()
    return PrizeWinner.objects.filter(member=removed).update(member=kept)


def _move_pictures(kept: Member, removed: Member, _actor: Any) -> int:
    """Both named on one picture: the stricter answer of the two stays."""
    moved = 0
    for row in PictureConsent.objects.filter(member=removed):
        other = PictureConsent.objects.filter(member=kept, picture=row.picture).first()
        if other and PictureAnswer.REFUSED in (row.answer, other.answer):
            when = other.answered_at or row.answered_at
            PictureConsent.objects.filter(pk=other.pk).update(answer=PictureAnswer.REFUSED, answered_at=when)
        if other:
            row.delete()
        else:
            moved += PictureConsent.objects.filter(pk=row.pk).update(member=kept)
    return moved


MERGES: dict[str, MergeHandler] = {
    "events.SignUp.member": MergeHandler("活动报名", _move(SignUp), _refuse_twice),
    "events.OrganiserTask.member": MergeHandler("筹备任务", _move(OrganiserTask)),
    "events.Team.captain": MergeHandler("参赛队队长", _move(Team, "captain")),
    "events.Feedback.member": MergeHandler("活动反馈", _move(Feedback)),
    "events.PictureConsent.member": MergeHandler("照片使用同意", _move_pictures),
    "events.PrizeWinner.member": MergeHandler("活动获奖", _move_prizes),
}
