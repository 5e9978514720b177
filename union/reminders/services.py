"""Telling people, once. A notice is a row written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from union.reminders.models import Notice

if TYPE_CHECKING:
    from union.accounts.models import User


def remind(user: User | None, *, title: str, key: str, body: str = "", link: str = "") -> bool:
    """Put one notice into the inbox of ``user``; return whether it is new.

    The same ``key`` for the same user is told once, however often it is called. ``user`` None (a
    member without a login) is told nothing. ``link`` is a path of this site.
    """
    return remind_many([user] if user else [], title=title, key=key, body=body, link=link) == 1


def remind_many(users: Iterable[User], *, title: str, key: str, body: str = "", link: str = "") -> int:
    """Put the same notice into many inboxes; return how many are new. Two queries, however many users."""
    people = list({user.pk: user for user in users}.values())
    told = set(Notice.objects.filter(key=key, user__in=people).values_list("user_id", flat=True))
    fresh = [user for user in people if user.pk not in told]
    Notice.objects.bulk_create(
        [Notice(user=user, key=key, title=title[:120], body=body[:1000], link=link) for user in fresh],
        ignore_conflicts=True,  # somebody else may have told them between the two statements
    )
    return len(fresh)


def mark_read(user: User, notice_ids: Iterable[int] | None = None) -> int:
    """Mark own unread notices as read (all if no ids are given); return how many. Repeatable."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=timezone.now())
