"""What the screens of the kernel ask of honours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from events.choices.honours import ProgrammeState
from events.models import Honour, Nomination
from events.selectors.honours import honours_visible_to, nominations_visible_to, programmes_visible_to
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.registries import CalendarEntry, MergeHandler, SearchResult, TimelineEntry


def find_honours(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Honours by title, unit or document within the scope."""
    named = Q(title__icontains=text) | Q(unit_name__icontains=text) | Q(document__icontains=text)
    for row in honours_visible_to(user).filter(named).select_related("member")[:limit]:
        yield SearchResult(
            f"{row.title} · {row.who}",
            f"{row.granted_on} · {row.issuer}",
            row.get_absolute_url(),
            "bookmark",
        )


def calendar(user: User, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """Days on which nominations close and publicity ends."""
    rows = programmes_visible_to(user)
    for row in rows.filter(state=ProgrammeState.OPEN, nominate_until__range=(first, last)):
        day = row.nominate_until
        yield CalendarEntry(day, day, f"{row.title} 推荐截止", "评优", row.get_absolute_url())
    for row in rows.filter(state=ProgrammeState.PUBLICITY, publicity_until__range=(first, last)):
        assert row.publicity_until is not None  # the filter asks for it
        day = row.publicity_until
        yield CalendarEntry(day, day, f"{row.title} 公示截止", "评优", row.get_absolute_url())


def timeline(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Honours of a member, for whoever may see him."""
    if not members_visible_to(user).filter(pk=member.pk).exists():
        return
    for row in Honour.objects.filter(member=member):
        title = f"获得荣誉：{row.title}" if row.revoked_on is None else f"荣誉已撤销：{row.title}"
        yield TimelineEntry(
            row.granted_on, title, f"{row.get_level_display()} · {row.issuer}", url=row.get_absolute_url(),
            tone="success" if row.revoked_on is None else "neutral", icon="bookmark",
        )  # fmt: skip


def may_open_nomination_file(user: User, attachment: Any) -> bool:
    """Proofs: whoever sees the nomination."""
    return nominations_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def may_open_honour_file(user: User, attachment: Any) -> bool:
    """Certificates: whoever sees the row of the register."""
    return honours_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def move_branch(kind: str, from_id: int, to_id: int, actor: Any) -> int:  # noqa: ARG001 - the registry's signature
    """Honours and open nominations of a branch that was merged; quotas of open programmes stay as decided."""
    if kind != "branch" or from_id == to_id:
        return 0
    open_ = Nomination.objects.exclude(
        programme__state__in=(ProgrammeState.GRANTED, ProgrammeState.CANCELLED)
    )
    moved = open_.filter(branch_id=from_id).update(branch_id=to_id)
    return moved + Honour.objects.filter(branch_id=from_id).update(branch_id=to_id)


def _refuse_twice(kept: Member, removed: Member) -> str:
    """Both nominated in one programme: two places of a quota for one person."""
    mine = Nomination.objects.filter(member=kept).exclude(state="withdrawn").values("programme")
    both = Nomination.objects.filter(member=removed, programme__in=mine).exclude(state="withdrawn").first()
    return f"两份档案都被推荐为“{both.programme}”，请先撤回其中一份" if both else ""


def _move_nominations(kept: Member, removed: Member, _actor: Any) -> int:
    return Nomination.objects.filter(member=removed).update(member=kept)


def _move_honours(kept: Member, removed: Member, _actor: Any) -> int:
    return Honour.objects.filter(member=removed).update(member=kept)


MERGES: dict[str, MergeHandler] = {
    "events.Nomination.member": MergeHandler("评优推荐", _move_nominations, _refuse_twice),
    "events.Honour.member": MergeHandler("荣誉", _move_honours),
}
