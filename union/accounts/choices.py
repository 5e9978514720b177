"""Closed lists of accounts."""

from django.db.models import TextChoices


class LoginResult(TextChoices):
    """How an attempt to log in ended; the word in the login history."""

    OK = "ok", "登录成功"
    WRONG_PASSWORD = "wrong_password", "密码错误"
    WRONG_CODE = "wrong_code", "动态码错误"
    INITIAL_EXPIRED = "initial_expired", "初始密码已过期"
    CLOSED = "closed", "账号已停用"
    LOCKED = "locked", "多次失败后锁定"


class PasswordProfile(TextChoices):
    """Which password rules hold (settings.UNION_PASSWORD_PROFILE)."""

    DEFAULT = "default", "长度与禁用词"
    DENGBAO = "dengbao", "等保：90 天更换，四类字符取三"


class EndReason(TextChoices):
    """Why a session was ended, for the audit trail and the login page."""

    IDLE = "idle", "长时间未操作"
    TOO_OLD = "too_old", "登录已满时限"
    BY_OWNER = "by_owner", "本人结束"
    BY_ADMINISTRATOR = "by_administrator", "管理员结束"
    PASSWORD_CHANGED = "password_changed", "密码已修改"
    FACTOR_CHANGED = "factor_changed", "双因素认证已变更"
    CLOSED = "closed", "账号停用"


class Step(TextChoices):
    """What a logged-in user must do before anything else."""

    VERIFY_CODE = "verify_code", "输入动态码"
    CHANGE_PASSWORD = "change_password", "修改密码"
    SET_UP_FACTOR = "set_up_factor", "设置双因素认证"
