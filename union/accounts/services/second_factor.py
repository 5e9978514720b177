"""The second factor: an authenticator app (TOTP), and recovery codes for the day the phone is lost."""

from __future__ import annotations

import secrets
import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from union.accounts import permissions
from union.accounts.choices import EndReason
from union.accounts.models import RecoveryCode, SecondFactor, User
from union.accounts.rules import codes
from union.accounts.services import passwords, throttle
from union.accounts.services.sessions import end_sessions
from union.common.audit import record
from union.common.choices import AuditAction, Outcome
from union.common.context import current_request_info
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError, TransitionError

RECOVERY_CODES = 10
_RECOVERY_GROUPS = 4
WRONG_CODE = "动态码不正确，或已经用过。请等手机上出现下一个动态码再试。"


@transaction.atomic
def begin_setup(user: User) -> SecondFactor:
    """Make a new secret to be confirmed; an unconfirmed one is replaced.

    Raises:
        TransitionError: a second factor is set up already.
    """
    if SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists():
        raise TransitionError("双因素认证已经启用；更换手机请先停用，再重新设置")
    secret = secrets.token_hex(codes.SECRET_BYTES)
    factor, _ = SecondFactor.objects.update_or_create(user=user, defaults={"secret": secret, "last_step": 0})
    return factor


def confirm_setup(user: User, password: str, code: str, *, session_key: str = "") -> list[str]:
    """Switch the second factor on with a first code; return the recovery codes, shown this once.

    Ends all other sessions of ``user``: they were opened without it.

    Raises:
        DomainError: nothing to confirm, wrong password or wrong code. LockedError: too many guesses.
    """
    passwords.confirm_password(user, password)
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None:
        raise DomainError("请先开始设置，再输入动态码")
    _spend_guess(user, code, factor)
    with transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now())
        record(AuditAction.SECOND_FACTOR, user, actor=user, note="启用")
        end_sessions(user, actor=user, reason=EndReason.FACTOR_CHANGED, keep_key=session_key)
        return _new_recovery_codes(user)


def verify_code(user: User, code: str) -> None:
    """Accept a code of the app, or a recovery code, once.

    Raises:
        DomainError: wrong or used. LockedError: too many guesses.
    """
    factor = SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).first()
    if factor is None:
        raise DomainError("这个账号没有启用双因素认证")
    _spend_guess(user, code, factor)


def renew_recovery_codes(user: User, password: str, code: str) -> list[str]:
    """Replace the recovery codes; needs password and code. Raises as `verify_code`."""
    passwords.confirm_password(user, password)
    verify_code(user, code)
    with transaction.atomic():
        record(AuditAction.SECOND_FACTOR, user, actor=user, note="重新生成备用码")
        return _new_recovery_codes(user)


def switch_off(user: User, password: str, code: str) -> None:
    """Take one's own second factor away; needs password and code.

    Raises:
        NotPermittedError: the user's office asks for one.
        DomainError: wrong password or code. LockedError: too many guesses.
    """
    if permissions.needs_second_factor(user):
        raise NotPermittedError("您的职务要求双因素认证，不能停用；更换手机请联系系统管理员重置")
    passwords.confirm_password(user, password)
    verify_code(user, code)
    with transaction.atomic():
        _remove(user)
        record(AuditAction.SECOND_FACTOR, user, actor=user, note="停用")


@transaction.atomic
def reset_second_factor(user: User, *, actor: User | None) -> None:
    """Take the second factor of ``user`` away because the phone is lost; ends all sessions.

    For the 安全管理员, never for whoever resets passwords (三员分立); ``actor`` None is the command line.

    Raises:
        NotPermittedError: ``actor`` may not, or means himself.
        TransitionError: there is none.
    """
    if not permissions.can_reset_second_factor_of(actor, user):
        raise NotPermittedError("双因素认证由安全管理员重置；自己的请由另一位安全管理员办理")
    if not _remove(user):
        raise TransitionError("这个账号没有设置双因素认证")
    end_sessions(user, actor=actor, reason=EndReason.FACTOR_CHANGED)
    record(AuditAction.SECOND_FACTOR, user, actor=actor, note="管理员重置")


def _spend_guess(user: User, code: str, factor: SecondFactor) -> None:
    attempt = throttle.take_attempt(throttle.subject_of(throttle.CODE, user), ip=current_request_info().ip)
    if _accept_step(factor, code) or _accept_recovery_code(user, code):
        throttle.give_back(attempt)
        return
    with transaction.atomic():
        record(AuditAction.SECOND_FACTOR, user, actor=user, outcome=Outcome.REFUSED, note="动态码不正确")
        if attempt.is_last:
            record(AuditAction.LOCKED, user, actor=None, note="动态码多次输错")
    raise DomainError(WRONG_CODE, field="code")


def _accept_step(factor: SecondFactor, code: str) -> bool:
    """The condition in the UPDATE lets one of two equal codes through, also at the same moment."""
    step = codes.step_of(
        factor.secret,
        code.replace(" ", ""),
        now=time.time(),
        last_step=factor.last_step,
        tolerance=settings.UNION_CODE_TOLERANCE,
    )
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    return step is not None and unused.update(last_step=step) == 1


def _accept_recovery_code(user: User, code: str) -> bool:
    if not user.recovery_codes.filter(code_hash=_hash_of(code)).delete()[0]:
        return False
    record(AuditAction.SECOND_FACTOR, user, actor=user, note="使用备用码")
    return True


def _new_recovery_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    fresh = [passwords.random_code(_RECOVERY_GROUPS) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash_of(code)) for code in fresh)
    return fresh


def _hash_of(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").lower()
    return blind_index(plain, "recovery.code") or ""


def _remove(user: User) -> bool:
    user.recovery_codes.all().delete()
    return bool(SecondFactor.objects.filter(user=user).delete()[0])
