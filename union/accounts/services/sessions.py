"""Ending sessions: deleting the row is enough, the cookie then opens nothing."""

from __future__ import annotations

from django.db import transaction

from union.accounts import permissions
from union.accounts.choices import EndReason
from union.accounts.models import User
from union.accounts.session_store import stored_key
from union.common.audit import record
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError


@transaction.atomic
def end_sessions(user: User, *, actor: User | None, reason: EndReason, keep_key: str = "") -> int:
    """End the sessions of ``user`` at once, except ``keep_key``; return how many.

    ``keep_key`` is the cookie's key of the session at hand.

    Raises:
        NotPermittedError: ``actor`` is neither the owner nor allowed to end sessions of others.
    """
    if actor != user and not (
        permissions.can_end_sessions_of(actor, user) or permissions.can_manage_account_of(actor, user)
    ):
        raise NotPermittedError("您没有权限结束他人的会话")
    running = user.sessions.exclude(session_key=stored_key(keep_key))
    count = running.filter(user=user).delete()[0]
    if count:
        record(
            AuditAction.SESSION_ENDED, user, actor=actor, changes={"sessions": [count, 0]}, note=reason.label
        )
    return count


@transaction.atomic
def end_session(user: User, handle: str, *, actor: User) -> None:
    """End one's own session that bears ``handle``.

    Raises:
        DomainError: there is no such session of ``user`` any more.
        NotPermittedError: ``actor`` is not its owner.
    """
    if actor != user:
        raise NotPermittedError("您没有权限结束他人的会话")
    if not user.sessions.filter(handle=handle).delete()[0]:
        raise DomainError("这个会话已经结束")
    record(AuditAction.SESSION_ENDED, user, actor=actor, note=EndReason.BY_OWNER.label)
