"""What is read of accounts, sessions and login history."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from union.accounts import permissions
from union.accounts.models import LoginEvent, SecondFactor, User, UserSession
from union.accounts.rules.logins import clean_login_name
from union.common import phones
from union.common.encryption import blind_index

PHONE_PURPOSE = "user.phone"


def account_for_login(typed: str) -> User | None:
    """Return the account that ``typed`` names: a login name, or a mobile of exactly one open account.

    A closed account is found by its login name, so that the attempt stands in its history.
    """
    name = clean_login_name(typed)
    user = User.objects.filter(username__iexact=name).first() if name else None
    if user is not None:
        return user
    phone = phones.normalise(name)
    if not phones.is_mobile(phone):
        return None
    found = User.objects.filter(phone_index=blind_index(phone, PHONE_PURPOSE), is_active=True)[:2]
    return found[0] if len(found) == 1 else None


def accounts_visible_to(user: User) -> QuerySet[User]:
    """Accounts that ``user`` looks after, with ``session_count`` and ``has_factor``; by login name."""
    if not permissions.can_list_accounts(user):
        return User.objects.none()
    running = _running("sessions__")
    factor = SecondFactor.objects.filter(user=OuterRef("pk")).exclude(confirmed_at=None)
    return User.objects.annotate(
        session_count=Count("sessions", filter=running, distinct=True), has_factor=Exists(factor)
    ).order_by("username")


def accounts_matching(accounts: QuerySet[User], text: str, state: str = "") -> QuerySet[User]:
    """Filter ``accounts`` by login name, name or pinyin, and by state: "", open, closed, initial."""
    wanted = text.strip()
    if wanted:
        accounts = accounts.filter(
            Q(username__icontains=wanted)
            | Q(display_name__icontains=wanted)
            | Q(name_pinyin__icontains=wanted.replace(" ", "").lower())
        )
    states = {
        "open": Q(is_active=True),
        "closed": Q(is_active=False),
        "initial": Q(is_active=True, must_change_password=True),
    }
    return accounts.filter(states.get(state, Q()))


def running_sessions(user: User) -> QuerySet[UserSession]:
    """The sessions of ``user`` that still count, last used first."""
    return user.sessions.filter(_running()).order_by("-last_seen_at")


def _running(prefix: str = "") -> Q:
    """Sessions the guard would still let in (see rules.sessions.reason_to_end)."""
    now = timezone.now()
    idle, total = (
        dt.timedelta(minutes=settings.UNION_IDLE_MINUTES),
        dt.timedelta(hours=settings.UNION_SESSION_HOURS),
    )
    return Q(**{f"{prefix}last_seen_at__gt": now - idle, f"{prefix}started_at__gt": now - total})


def login_history(user: User, limit: int = 20) -> list[LoginEvent]:
    """The last attempts to log in as ``user``, newest first."""
    return list(user.login_events.order_by("-at", "-id")[:limit])


def has_second_factor(user: User) -> bool:
    """Say whether ``user`` has set up an authenticator app."""
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists()
