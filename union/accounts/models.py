"""Who logs in. A user need not be a member; a member need not have a login."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone

from union.accounts.choices import LoginResult
from union.common.encryption import EncryptedTextField

if TYPE_CHECKING:
    from union.organisation.rights import Access


class UserManager(BaseUserManager["User"]):
    """Creation is services.accounts.open_account; this is only the natural key."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Login names are compared as typed, without regard to case."""
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """A person known to the system: may hold offices, and may log in if a password was given.

    Officers without a login (a group leader who works on paper) are users with an unusable password.
    ``is_active`` False closes the account: no login, every session ended.
    """

    username = models.CharField("登录名", max_length=64, unique=True)
    display_name = models.CharField("姓名", max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, db_index=True)
    phone = EncryptedTextField("手机", purpose="user.phone")
    phone_index = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    initial_password_expires_at = models.DateTimeField("初始密码有效期", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)
    created_at = models.DateTimeField("开户时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ("username",)
        constraints = [
            models.UniqueConstraint(
                Upper("username"), name="user_name_unique", violation_error_message="这个登录名已有人使用"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @cached_property
    def access(self) -> Access:
        """The rights of today's appointments, read once per request."""
        from union.organisation.rights import access_of  # the layer above; a read-only shortcut

        return access_of(self)

    @property
    def can_log_in(self) -> bool:
        """Whether the account is open and was ever given a password."""
        return self.is_active and self.has_usable_password()

    def get_full_name(self) -> str:
        """Name shown in the user menu."""
        return self.display_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Django's own permissions are not used; rights come from appointments."""
        return False


class LoginEvent(models.Model):
    """Login history of one user: attempts that named an existing account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_events")
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    ip = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)
    result = models.CharField("结果", max_length=20, choices=LoginResult)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.user_id} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class UserSession(AbstractBaseSession):
    """A session as the server knows it. Deleting the row ends the session at the next request.

    The columns mirror the session's own data (see session_store) so that its owner or an
    administrator can see and end it. ``session_key`` is a digest: the key itself is in the cookie alone;
    ``handle`` names the session in URLs.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    handle = models.CharField(max_length=16, unique=True, editable=False)
    started_at = models.DateTimeField("开始", null=True)
    last_seen_at = models.DateTimeField("最近使用", null=True)
    ip = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会话"
        ordering = ("-last_seen_at",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from union.accounts.session_store import SessionStore

        return SessionStore


class AttemptWindow(models.Model):
    """Recent guesses at one secret (``subject``) from one ``place``; see services.throttle.

    ``place`` "" counts from everywhere; else a network address or a known device, as a keyed hash.
    """

    subject = models.CharField(max_length=80)
    place = models.CharField(max_length=80, blank=True)
    hits = models.JSONField(default=list)  # POSIX seconds, oldest first
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "尝试计数"
        constraints = [models.UniqueConstraint(fields=("subject", "place"), name="attempt_window_unique")]

    def __str__(self) -> str:
        return self.subject


class SecondFactor(models.Model):
    """The authenticator app of one user (TOTP, RFC 6238). Without ``confirmed_at`` it is being set up."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField(purpose="second_factor.secret")  # hex
    last_step = models.BigIntegerField(default=0)  # of the last code accepted: a code works once
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("启用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "双因素认证"

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code for the day the phone is lost; kept as a keyed hash and deleted when used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "备用码"
        constraints = [models.UniqueConstraint(fields=("user", "code_hash"), name="recovery_code_unique")]

    def __str__(self) -> str:
        return f"{self.user_id}"
