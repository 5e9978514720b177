"""Giving and freeing places. The caller holds the lock on the activity (`lock_activity`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Q
from django.urls import reverse

from events.choices.activities import ActivityState, SignUpState
from events.models import Activity, ActivitySession, BranchQuota, SignUp
from events.rules.seats import Room, Waiting, moving_up
from events.selectors.activities import queue_of
from union.common.errors import DomainError
from union.reminders.services import remind


def lock_activity(activity_id: int) -> Activity:
    """Return the activity locked: everything that gives or frees its places waits here.

    PostgreSQL locks the row; on SQLite the whole transaction is IMMEDIATE and holds the database.
    """
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity_id)


def room_of(session: ActivitySession) -> Room:
    """Return what is free in ``session`` now; two queries."""
    fresh = ActivitySession.objects.get(pk=session.pk)
    free = None if fresh.capacity is None else fresh.capacity - fresh.taken
    quotas = BranchQuota.objects.filter(session=session).values_list("branch_id", "places", "taken")
    return Room(free, {branch_id: places - taken for branch_id, places, taken in quotas})


def as_waiting(signup: SignUp) -> Waiting:
    """Return the party as the rule sees it."""
    return Waiting(signup.pk, signup.seats, signup.quota_branch_id)


def take_seats(session: ActivitySession, seats: int, branch_id: int | None) -> None:
    """Count ``seats`` as taken; the condition in the UPDATE is the second bolt behind the lock.

    Raises:
        DomainError: they are not free (only if somebody came past the lock).
    """
    within = Q(capacity=None) | Q(capacity__gte=F("taken") + seats)
    hit = ActivitySession.objects.filter(within, pk=session.pk).update(taken=F("taken") + seats)
    quota = BranchQuota.objects.filter(session=session, branch_id=branch_id or 0)
    if quota.exists():
        hit = hit and quota.filter(places__gte=F("taken") + seats).update(taken=F("taken") + seats)
    if not hit:
        raise DomainError("名额刚刚被别人占用，请重新报名")


def free_seats(session: ActivitySession, seats: int, branch_id: int | None) -> None:
    """Give ``seats`` back."""
    ActivitySession.objects.filter(pk=session.pk).update(taken=F("taken") - seats)
    BranchQuota.objects.filter(session=session, branch_id=branch_id or 0).update(taken=F("taken") - seats)


def next_waiting_number(session: ActivitySession) -> int:
    """Return the next number of the waiting list; without gaps, because the lock is held."""
    ActivitySession.objects.filter(pk=session.pk).update(last_waiting=F("last_waiting") + 1)
    return int(ActivitySession.objects.values_list("last_waiting", flat=True).get(pk=session.pk))


def confirm(signup: SignUp) -> None:
    """Give ``signup`` its places and, in a team, its followers with it."""
    take_seats(signup.session, signup.seats, signup.quota_branch_id)
    signup.state = SignUpState.CONFIRMED
    signup.save(update_fields=["state"])
    signup.followers.update(state=SignUpState.CONFIRMED)


def enqueue(signup: SignUp) -> None:
    """Put ``signup`` at the end of the waiting list."""
    signup.state = SignUpState.WAITING
    signup.waiting_number = next_waiting_number(signup.session)
    signup.save(update_fields=["state", "waiting_number"])
    signup.followers.update(state=SignUpState.WAITING)


def fill(activity: Activity, session: ActivitySession, *, now: dt.datetime) -> list[SignUp]:
    """Let the waiting list move up into what is free, in order, and tell each of them once.

    Who is deferred (no-shows) moves up only when the sign-up is closed.
    """
    room = room_of(session)
    if room.free == 0:
        return []
    queue = queue_of(session).select_related("member__user", "session")
    if activity.state == ActivityState.OPEN:
        queue = queue.filter(deferred=False)
    parties = {party.pk: party for party in queue}
    moved = [parties[pk] for pk in moving_up(room, map(as_waiting, parties.values()))]
    for signup in moved:
        confirm(signup)
        SignUp.objects.filter(Q(pk=signup.pk) | Q(lead=signup)).update(moved_up_at=now)
    _tell_moved(activity, moved)
    return moved


def _tell_moved(activity: Activity, moved: Iterable[SignUp]) -> None:
    link = reverse("events:activity_detail", args=[activity.pk])
    for signup in moved:
        party = [signup, *signup.followers.select_related("member__user")]
        for row in party:
            remind(
                row.member.user,
                title=f"候补转正：您已报上“{activity.title}”",
                body=f"{signup.session.label}，{signup.session.place or activity.place}。"
                "不能参加请尽早退出，把名额让给同事。",
                link=link,
                key=f"signup:{row.pk}:moved-up",
            )
