"""Who may look after accounts and sessions. The rights themselves are appointments (union.organisation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from union.accounts.models import User


def can_manage_accounts(actor: User | None) -> bool:
    """Open, close, reset and unlock accounts; None is the system itself."""
    from union.organisation.choices import Right  # the layer above; a read-only shortcut like User.access

    return actor is None or actor.access.can(Right.MANAGE_ACCOUNTS)


def can_end_sessions(actor: User | None) -> bool:
    """End the sessions of others."""
    from union.organisation.choices import Right

    return actor is None or actor.access.can(Right.END_SESSIONS)


def can_list_accounts(actor: User) -> bool:
    """See the list of accounts (no member data in it)."""
    return can_manage_accounts(actor) or can_end_sessions(actor)


def can_manage_account_of(actor: User | None, user: User) -> bool:
    """Do any of it to ``user``: nobody to himself, that goes through 安全与会话 with the old password."""
    return can_manage_accounts(actor) and (actor is None or actor.pk != user.pk)


def can_reset_second_factor_of(actor: User | None, user: User) -> bool:
    """Take the second factor of ``user`` away. Not whoever resets passwords: one person would hold both."""
    from union.organisation.choices import Right

    return actor is None or (actor.access.can(Right.RESET_SECOND_FACTOR) and actor.pk != user.pk)


def can_end_sessions_of(actor: User | None, user: User) -> bool:
    """End all sessions of ``user``; one's own are ended on one's own page."""
    return can_end_sessions(actor) and (actor is None or actor.pk != user.pk)


def needs_second_factor(user: User) -> bool:
    """Say whether an office of ``user`` asks for a second factor here (ASVS 6.3.3; production only)."""
    from union.organisation.rules.offices import SECOND_FACTOR

    return settings.UNION_REQUIRE_SECOND_FACTOR and bool(user.access.offices & SECOND_FACTOR)
