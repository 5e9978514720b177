"""Passwords: the one-time initial one, the reset, the change."""

from __future__ import annotations

import datetime as dt
import functools
import secrets

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db import transaction
from django.utils import timezone

from union.accounts import permissions
from union.accounts.choices import EndReason, PasswordProfile
from union.accounts.models import User
from union.accounts.rules import passwords as rules
from union.accounts.services import throttle
from union.accounts.services.sessions import end_sessions
from union.common import registries
from union.common.audit import record
from union.common.choices import AuditAction, Outcome
from union.common.context import current_request_info
from union.common.errors import DomainError, NotPermittedError
from union.common.pinyin import pinyin_of

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks alike on paper
_GROUPS, _GROUP_LENGTH = 4, 4  # 16 of 31 signs: 79 bits


def random_code(groups: int = _GROUPS) -> str:
    """Return a random code that can be read from paper: ``k7mp-x2dq-…``."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(groups))


def profile() -> PasswordProfile:
    """Return the password rules of this installation."""
    return PasswordProfile(settings.UNION_PASSWORD_PROFILE)


def must_change(user: User) -> bool:
    """Say whether ``user`` has to change the password before anything else: initial, or too old."""
    return user.must_change_password or rules.is_expired(user.password_changed_at, timezone.now(), profile())


def check_new_password(password: str, user: User) -> None:
    """Hold a new password against the rules.

    Raises:
        DomainError: it is not accepted; the sentence names every reason.
    """
    facts = [user.username, user.display_name, user.name_pinyin, user.phone, _initials_of(user)]
    facts += [fact for provide in registries.password_facts for fact in provide(user)]
    faults = rules.faults(password, facts=filter(None, facts), common=_common(), profile=profile())
    if faults:
        raise DomainError("；".join(faults) + "。", field="new_password")


@transaction.atomic
def reset_password(user: User, *, actor: User | None) -> str:
    """Give ``user`` a new one-time password, end all sessions, and return it: it is stored nowhere.

    It must be changed at the first login and expires after UNION_INITIAL_PASSWORD_DAYS. A second
    factor stays as it is (ASVS 6.4.3).

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
        DomainError: the account is closed.
    """
    if not permissions.can_manage_account_of(actor, user):
        raise NotPermittedError("您没有权限重置这个账号的密码；自己的密码请在“安全与会话”中修改")
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise DomainError("账号已停用，请先启用，再重置密码")
    password = set_initial_password(locked)
    end_sessions(locked, actor=actor, reason=EndReason.PASSWORD_CHANGED)
    throttle.clear_attempts(locked)
    record(AuditAction.PASSWORD, locked, actor=actor, changes={"password": None}, note="重置为一次性初始密码")
    user.refresh_from_db()
    return password


def set_initial_password(user: User) -> str:
    """Set and save a fresh one-time password; the caller records why."""
    password = random_code()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = None
    user.initial_password_expires_at = timezone.now() + dt.timedelta(
        days=settings.UNION_INITIAL_PASSWORD_DAYS
    )
    user.save(update_fields=_PASSWORD_FIELDS)
    return password


def confirm_password(user: User, password: str) -> None:
    """Ask the owner for the password again before something grave (ASVS 7.5.1). Guesses are counted.

    Raises:
        DomainError: it is wrong. LockedError (a DomainError): too many guesses.
    """
    subject = throttle.subject_of(throttle.PASSWORD, user)
    attempt = throttle.take_attempt(subject, ip=current_request_info().ip)
    if user.check_password(password):
        throttle.give_back(attempt)
        return
    with transaction.atomic():
        record(AuditAction.PASSWORD, user, actor=user, outcome=Outcome.REFUSED, note="原密码不正确")
        if attempt.is_last:
            record(AuditAction.LOCKED, user, actor=None, note="原密码多次输错")
    raise DomainError("原密码不正确", field="old_password")


def change_password(user: User, old: str, new: str, *, session_key: str = "") -> None:
    """Change one's own password; ends all sessions but ``session_key``.

    Raises:
        DomainError: the old one is wrong, or the new one is not accepted. LockedError: too many guesses.
    """
    confirm_password(user, old)
    if new == old:
        raise DomainError("新密码不能与原密码相同", field="new_password")
    check_new_password(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.must_change_password = False
        user.initial_password_expires_at = None
        user.password_changed_at = timezone.now()
        user.save(update_fields=_PASSWORD_FIELDS)
        end_sessions(user, actor=user, reason=EndReason.PASSWORD_CHANGED, keep_key=session_key)
        record(AuditAction.PASSWORD, user, actor=user, changes={"password": None})


_PASSWORD_FIELDS = ["password", "must_change_password", "initial_password_expires_at", "password_changed_at"]


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _initials_of(user: User) -> str:
    return pinyin_of(user.display_name)[1]
