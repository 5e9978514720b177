"""Closed lists of the kernel."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    """What was done; the word a reader of the trail sees."""

    CREATE = "create", "新增"
    UPDATE = "update", "修改"
    DELETE = "delete", "删除"
    STEP = "step", "办理"
    IMPORT = "import", "导入"
    UNDO = "undo", "撤销导入"
    EXPORT = "export", "导出"
    REVEAL = "reveal", "查看敏感信息"
    MERGE = "merge", "合并"
    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOGOUT = "logout", "退出"
    LOCKED = "locked", "锁定"
    PASSWORD = "password", "修改密码"
    SECOND_FACTOR = "second_factor", "双因素认证"
    SESSION_ENDED = "session_ended", "结束会话"
    GRANT = "grant", "任职"
    REVOKE = "revoke", "免职"
    DENIED = "denied", "拒绝访问"
    DOWNLOAD = "download", "下载文件"
    CONSENT = "consent", "同意"
    WITHDRAW = "withdraw", "撤回同意"
    KEYS = "keys", "更换密钥"


class Outcome(TextChoices):
    """Whether the action came about."""

    OK = "ok", "成功"
    REFUSED = "refused", "拒绝"
    FAILED = "failed", "失败"


class DayKind(TextChoices):
    """What a calendar day is. HOLIDAY and WORKDAY (调休上班) change the count of working days."""

    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "调休上班"
    FESTIVAL = "festival", "节日"
    UNION_DAY = "union_day", "工会日期"


class DataSource(TextChoices):
    """Who put a row there; what the office enters is never overwritten by the product."""

    SHIPPED = "shipped", "随产品提供"
    OFFICE = "office", "工会录入"
