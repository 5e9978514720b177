"""Who logs in. A user need not be a member; a member need not have a login."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from union.common.encryption import EncryptedTextField

if TYPE_CHECKING:
    from union.organisation.rights import Access


class UserManager(BaseUserManager["User"]):
    """Creation is services.users.open_account; this is only the natural key."""

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

    def __str__(self) -> str:
        return self.display_name

    @cached_property
    def access(self) -> Access:
        """The rights of today's appointments, read once per request."""
        from union.organisation.rights import access_of  # the layer above; a read-only shortcut

        return access_of(self)

    def get_full_name(self) -> str:
        """Name shown in the user menu."""
        return self.display_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; rights come from appointments."""
        return False


class LoginEvent(models.Model):
    """Login history of one user: attempts that named an existing account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_events")
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    ip = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)
    succeeded = models.BooleanField("成功")
    reason = models.CharField("原因", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class UserSession(models.Model):
    """A running session, so that its owner (or an administrator) can see and end it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField("开始", auto_now_add=True)
    last_seen_at = models.DateTimeField("最近使用")
    ip = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会话"
        ordering = ("-last_seen_at",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"
