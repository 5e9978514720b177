"""What waits for a user among honours; set-based."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.choices.honours import NominationState, ProgrammeState
from events.models import HonourVote, Nomination, Programme
from events.permissions import honours as permissions
from union.accounts.models import User
from union.common.registries import Duty

_MOST = 10


def to_nominate(user: User, today: dt.date) -> Iterator[Duty]:
    """Programmes that collect nominations, for those who nominate and have not yet."""
    if not permissions.nominates_any(user) or permissions.manages(user):
        return
    done = Nomination.objects.filter(nominated_by=user).values("programme")
    rows = Programme.objects.filter(state=ProgrammeState.OPEN, nominate_until__gte=today).exclude(pk__in=done)
    for row in rows.order_by("nominate_until")[:_MOST]:
        yield Duty(
            key=f"programme:{row.pk}:nominate", title=f"推荐：{row}", url=row.get_absolute_url(),
            due_on=row.nominate_until, action="推荐",
        )  # fmt: skip


def to_vote(user: User, today: dt.date) -> Iterator[Duty]:
    """Votes that are open and wait for my ballot."""
    done = HonourVote.objects.filter(voter=user).values("nomination__programme")
    for row in Programme.objects.filter(state=ProgrammeState.VOTING).exclude(pk__in=done)[:_MOST]:
        over = row.vote_until is not None and row.vote_until < today
        if not over and permissions.votes_in(user, row):
            yield Duty(
                key=f"programme:{row.pk}:vote", title=f"投票：{row}", url=row.get_absolute_url(),
                due_on=row.vote_until, action="投票",
            )  # fmt: skip


def to_run(user: User, today: dt.date) -> Iterator[Duty]:
    """For the office: calls that are over; for the chair: publicity that is over."""
    wanted: list[tuple[str, str, dict[str, object]]] = []
    if permissions.manages(user):
        wanted.append(
            ("close", "推荐已截止，请评审", {"state": ProgrammeState.OPEN, "nominate_until__lt": today})
        )
    if permissions.grants(user):
        over = {"state": ProgrammeState.PUBLICITY, "publicity_until__lt": today}
        wanted.append(("grant", "公示期满，请批准表彰", over))
    for key, words, where in wanted:
        for row in Programme.objects.filter(**where)[:_MOST]:
            yield Duty(key=f"programme:{row.pk}:{key}", title=f"{row}：{words}", url=row.get_absolute_url())


def to_review(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Nominations that wait for review, those that are one's own left out; grouped by programme."""
    if not permissions.manages(user):
        return
    waiting = Nomination.objects.filter(
        state=NominationState.NOMINATED, programme__state=ProgrammeState.REVIEW
    ).exclude(nominated_by=user).exclude(member__user=user)  # fmt: skip
    counts: dict[Programme, int] = {}
    for row in waiting.select_related("programme"):
        counts[row.programme] = counts.get(row.programme, 0) + 1
    for programme, count in counts.items():
        yield Duty(
            key=f"programme:{programme.pk}:review:{count}", title=f"{programme}：{count} 份推荐待评审",
            url=programme.get_absolute_url(), count=count, action="评审",
        )  # fmt: skip
