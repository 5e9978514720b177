"""Logging in and out, as far as it is not the cookie: who it is, how often it was tried, what is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from union.accounts.choices import EndReason, LoginResult
from union.accounts.models import LoginEvent, User
from union.accounts.selectors import account_for_login
from union.accounts.services import throttle
from union.common.audit import record
from union.common.choices import AuditAction, Outcome
from union.common.errors import DomainError

REFUSED = "登录名或密码不正确。请核对后重试；忘记密码请联系系统管理员重置。"
INITIAL_EXPIRED = "初始密码已过期，请联系系统管理员重新发放。"


@dataclass(frozen=True, slots=True)
class Client:
    """Who knocks. ``known_devices`` maps the id of a user to a device that logged in as him before."""

    ip: str
    device: str
    known_user_id: int | None = None
    known_device: str = ""

    def device_of(self, user: User | None) -> str:
        """Return the known device if it is one of ``user``, else ""."""
        return self.known_device if user is not None and self.known_user_id == user.pk else ""


def authenticate(typed: str, password: str, *, client: Client) -> User:
    """Return the user that name and password belong to.

    Whether the name exists shows neither in the answer nor in the time taken: the hasher always runs
    once, and guesses at unknown names are counted in the same way.

    Raises:
        LockedError: too many guesses; the password was not looked at.
        DomainError: wrong, closed, or the initial password has expired.
    """
    user = account_for_login(typed)
    subject = throttle.subject_of(throttle.LOGIN, user, typed)
    attempt = throttle.take_attempt(subject, ip=client.ip, known_device=client.device_of(user))
    result = _result_of(user, password)
    if result == LoginResult.OK and user is not None:
        throttle.give_back(attempt)
        return user
    _record_failure(user, result, client, locks=attempt.is_last)
    raise DomainError(INITIAL_EXPIRED if result == LoginResult.INITIAL_EXPIRED else REFUSED)


def _result_of(user: User | None, password: str) -> LoginResult:
    if user is None:
        User().set_password(password)  # the same work as for an account that exists
        return LoginResult.WRONG_PASSWORD
    if not user.check_password(password):
        return LoginResult.WRONG_PASSWORD
    if not user.is_active:
        return LoginResult.CLOSED
    expires = user.initial_password_expires_at
    if user.must_change_password and expires is not None and expires <= timezone.now():
        return LoginResult.INITIAL_EXPIRED
    return LoginResult.OK


@transaction.atomic
def _record_failure(user: User | None, result: LoginResult, client: Client, *, locks: bool) -> None:
    note = result.label if user else "登录名不存在"
    if user is not None:
        _add_event(user, result, client)
        if locks:
            _add_event(user, LoginResult.LOCKED, client)
    record(AuditAction.LOGIN_FAILED, user, actor=None, outcome=Outcome.REFUSED, note=note)
    if locks:
        record(AuditAction.LOCKED, user, actor=None, note="多次登录失败，暂时锁定")


@transaction.atomic
def record_login(user: User, client: Client, *, with_code: bool) -> None:
    """Write the successful login into history and audit trail."""
    _add_event(user, LoginResult.OK, client)
    record(AuditAction.LOGIN, user, actor=user, note="密码与动态码" if with_code else "密码")


@transaction.atomic
def record_wrong_code(user: User, client: Client) -> None:
    """Write a wrong second factor at login into the login history (the audit row is written by its check)."""
    _add_event(user, LoginResult.WRONG_CODE, client)


@transaction.atomic
def record_logout(user: User, reason: EndReason | None = None) -> None:
    """Write a logout, or the end of a session by a time-out, into the audit trail."""
    if reason is None:
        record(AuditAction.LOGOUT, user, actor=user)
    else:
        record(AuditAction.SESSION_ENDED, user, actor=None, note=reason.label)


def _add_event(user: User, result: LoginResult, client: Client) -> None:
    LoginEvent.objects.create(user=user, ip=client.ip, device=client.device[:120], result=result)
