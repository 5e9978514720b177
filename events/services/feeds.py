"""Calendar feeds: made, read, revoked. Only the hash of the secret is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.choices.activities import ActivityKind, ActivityState
from events.models import Activity, CalendarFeed, SignUp
from events.models.signups import ACTIVE
from events.rules.activities import UNPUBLISHED
from events.selectors.activities import activities_visible_to
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError

_MOST_FEEDS = 10
_BACK_DAYS = 366


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_feed(
    user: User, label: str, *, kinds: Sequence[str] = (), mine_only: bool = False
) -> tuple[CalendarFeed, str]:
    """Make a feed and return it with its secret, which is shown once.

    Raises:
        DomainError: too many feeds in use.
    """
    if CalendarFeed.objects.filter(user=user, revoked_at=None).count() >= _MOST_FEEDS:
        raise DomainError(f"最多同时使用 {_MOST_FEEDS} 个订阅地址，请先停用不用的")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=user, label=label.strip() or "我的活动日历", mine_only=mine_only, token_hash=_hash(token),
        kinds=[kind for kind in kinds if kind in ActivityKind.values],
    )  # fmt: skip
    audit.record(AuditAction.CREATE, feed, actor=user)
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, actor: User) -> None:
    """Stop a feed; its address answers 404 from now on. Repeatable."""
    row = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        audit.record(AuditAction.STEP, row, actor=actor, note="停用日历订阅")


def feed_of(token: str) -> CalendarFeed | None:
    """Return the feed of a secret if it is in use and its owner may still log in; notes the reading."""
    rows = CalendarFeed.objects.select_related("user").filter(revoked_at=None, user__is_active=True)
    feed = rows.filter(token_hash=_hash(token)).first()
    if feed is not None:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
    return feed


def activities_of(feed: CalendarFeed) -> QuerySet[Activity]:
    """Return what the feed shows: what its owner may see now, of its kinds; cancelled ones stay as such."""
    since = timezone.now() - dt.timedelta(days=_BACK_DAYS)
    rows = activities_visible_to(feed.user).filter(ends_at__gte=since).exclude(state__in=UNPUBLISHED)
    if feed.kinds:
        rows = rows.filter(kind__in=feed.kinds)
    if feed.mine_only:
        states = (*ACTIVE, "cancelled")
        mine = SignUp.objects.filter(member__user_id=feed.user_id, state__in=states)
        rows = rows.filter(pk__in=mine.values("activity"))
    return rows.order_by("starts_at", "pk")


def is_cancelled(activity: Activity) -> bool:
    """Say whether a calendar shows the activity as struck out."""
    return bool(activity.state == ActivityState.CANCELLED)
