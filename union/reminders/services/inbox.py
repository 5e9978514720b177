"""The inbox: telling people now, once, and what its owner does with a notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce
from django.utils import timezone

from union.common.errors import DomainError
from union.reminders.models import Notice
from union.reminders.models.inbox import NoticeQuerySet

if TYPE_CHECKING:
    from union.accounts.models import User

LONGEST_SNOOZE_DAYS = 90


def remind(
    user: User | None, *, title: str, key: str, body: str = "", link: str = "", subject: str = ""
) -> bool:
    """Put one notice into the inbox of ``user``; return whether it is new.

    The same ``key`` for the same user is told once, however often it is called. ``user`` None (a
    member without a login) is told nothing. ``link`` is a path of this site; notices of one ``subject``
    (default: the first two parts of the key, "join:17") are shown together.
    """
    people = [user] if user else []
    return remind_many(people, title=title, key=key, body=body, link=link, subject=subject) == 1


def remind_many(
    users: Iterable[User], *, title: str, key: str, body: str = "", link: str = "", subject: str = ""
) -> int:
    """Put the same notice into many inboxes; return how many are new. Two queries, however many users."""
    people = list({user.pk: user for user in users}.values())
    told = set(Notice.objects.filter(key=key, user__in=people).values_list("user_id", flat=True))
    fresh = [user for user in people if user.pk not in told]
    values = {"title": title[:120], "body": body[:1000], "link": link, "subject": subject or subject_of(key)}
    Notice.objects.bulk_create(
        [Notice(user=user, key=key, **values) for user in fresh],
        ignore_conflicts=True,  # somebody else may have told them between the two statements
    )
    return len(fresh)


def subject_of(key: str) -> str:
    """Return the object a key names, "" if it names none.

    >>> subject_of("join:17:decided"), subject_of("opened")
    ('join:17', '')
    """
    kind, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return f"{kind}:{number}" if number.isdecimal() else ""


def mark_read(user: User, notice_ids: Iterable[int] | None = None) -> int:
    """Mark own unread notices as read (all if no ids are given); return how many. Repeatable."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=timezone.now())


def mark_done(notice: Notice) -> int:
    """Tick off a notice and all others of its object; return how many. The work itself stays where it is."""
    now = timezone.now()
    return _of_object(notice).update(done_at=now, read_at=Coalesce("read_at", now), snoozed_until=None)


def take_back(notice: Notice) -> int:
    """Undo `mark_done`; what was withdrawn meanwhile stays withdrawn."""
    return _same_object(notice).filter(closed_at=None).update(done_at=None)


def snooze(notice: Notice, until: dt.date, *, today: dt.date) -> int:
    """Put the notices of an object off until a day, on which they are unread again; return how many.

    Raises:
        DomainError: not a day ahead, or too far away.
    """
    if not today < until <= today + dt.timedelta(days=LONGEST_SNOOZE_DAYS):
        raise DomainError(f"请选明天起 {LONGEST_SNOOZE_DAYS} 天内的一天", field="until")
    return _of_object(notice).update(snoozed_until=until, read_at=Coalesce("read_at", timezone.now()))


def wake(today: dt.date) -> int:
    """Bring back what was put off until ``today`` or earlier; return how many. Repeatable."""
    return Notice.objects.filter(snoozed_until__lte=today).update(snoozed_until=None, read_at=None)


def _same_object(notice: Notice) -> NoticeQuerySet:
    own = Notice.objects.filter(user=notice.user_id)
    return own.filter(subject=notice.subject) if notice.subject else own.filter(pk=notice.pk)


def _of_object(notice: Notice) -> NoticeQuerySet:
    return _same_object(notice).filter(closed_at=None, done_at=None)
