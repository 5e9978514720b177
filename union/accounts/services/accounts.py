"""Opening and closing accounts."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from union.accounts import permissions
from union.accounts.choices import EndReason
from union.accounts.models import User
from union.accounts.rules import logins
from union.accounts.selectors import PHONE_PURPOSE
from union.accounts.services import passwords, throttle
from union.accounts.services.sessions import end_sessions
from union.common import phones
from union.common.audit import record
from union.common.choices import AuditAction
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.names import clean_name
from union.common.pinyin import pinyin_of


@transaction.atomic
def open_account(
    username: str, display_name: str, *, actor: User | None, phone: str = ""
) -> tuple[User, str]:
    """Open an account and return it with its one-time password, which is stored nowhere else.

    ``username`` is the 工号 for staff. The password must be changed at the first login.

    Raises:
        NotPermittedError: ``actor`` may not open accounts.
        DomainError: a name or number is not acceptable, or the login name is taken.
    """
    if not permissions.can_manage_accounts(actor):
        raise NotPermittedError("您没有权限开通账号")
    user = User(username=_login_name(username), display_name=clean_name(display_name))
    if not user.display_name:
        raise DomainError("请填写姓名", field="display_name")
    user.name_pinyin = pinyin_of(user.display_name)[0][:200]
    _put_phone(user, phone)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError("这个登录名已有人使用，请核对工号", field="username") from error
    password = passwords.set_initial_password(user)
    record(AuditAction.CREATE, user, actor=actor, changes={"username": ["", user.username]})
    return user, password


@transaction.atomic
def change_phone(user: User, phone: str, *, actor: User | None) -> None:
    """Change the mobile number that ``user`` may log in with; "" takes it away.

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
        DomainError: it is no mobile number.
    """
    if not permissions.can_manage_account_of(actor, user):
        raise NotPermittedError("您没有权限修改这个账号")
    _put_phone(user, phone)
    user.save(update_fields=["phone", "phone_index"])
    record(AuditAction.UPDATE, user, actor=actor, changes={"phone": None})


@transaction.atomic
def close_account(user: User, *, actor: User | None) -> None:
    """Close the account: no login, and every running session ends at once.

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
        TransitionError: it is closed already.
    """
    locked = _locked(user, actor, "停用")
    if not locked.is_active:
        raise TransitionError("账号已经停用")
    locked.is_active, locked.closed_at = False, timezone.now()
    locked.save(update_fields=["is_active", "closed_at"])
    record(AuditAction.UPDATE, locked, actor=actor, changes={"is_active": [True, False]})
    end_sessions(locked, actor=actor, reason=EndReason.CLOSED)
    user.refresh_from_db()


@transaction.atomic
def reopen_account(user: User, *, actor: User | None) -> None:
    """Open a closed account again; its password is the old one.

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
        TransitionError: it is open.
    """
    locked = _locked(user, actor, "启用")
    if locked.is_active:
        raise TransitionError("账号没有停用")
    locked.is_active, locked.closed_at = True, None
    locked.save(update_fields=["is_active", "closed_at"])
    record(AuditAction.UPDATE, locked, actor=actor, changes={"is_active": [False, True]})
    user.refresh_from_db()


@transaction.atomic
def unlock_account(user: User, *, actor: User | None) -> None:
    """Forget the wrong guesses at the secrets of ``user``, so that he may log in at once.

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
    """
    locked = _locked(user, actor, "解锁")
    throttle.clear_attempts(locked)
    record(AuditAction.LOCKED, locked, actor=actor, note="解除锁定")


def _locked(user: User, actor: User | None, verb: str) -> User:
    if not permissions.can_manage_account_of(actor, user):
        raise NotPermittedError(f"您没有权限{verb}这个账号")
    return User.objects.select_for_update().get(pk=user.pk)


def _login_name(typed: str) -> str:
    name = logins.clean_login_name(typed)
    if not logins.is_login_name(name):
        raise DomainError("登录名请用工号，或 2–64 位字母、数字、点、横线、下划线", field="username")
    if phones.is_mobile(phones.normalise(name)):
        raise DomainError("登录名不能是手机号：手机号可能会换，也可能属于另一个账号", field="username")
    return name


def _put_phone(user: User, typed: str) -> None:
    number = phones.normalise(typed)
    if number and not phones.is_mobile(number):
        raise DomainError("请填写 11 位手机号，或留空", field="phone")
    user.phone, user.phone_index = number, blind_index(number, PHONE_PURPOSE)
