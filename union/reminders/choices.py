"""Closed lists of reminders."""

from django.db.models import TextChoices


class ReminderState(TextChoices):
    """What became of one step."""

    TOLD = "told", "已提醒"
    SKIPPED = "skipped", "未提醒"


class CloseReason(TextChoices):
    """Why a reminder no longer stands."""

    DONE = "done", "已办结"
    MOVED = "moved", "已改期"
    OFF = "off", "规则停用"


class SkipReason(TextChoices):
    """Why a step told nobody, or somebody else."""

    OVERTAKEN = "overtaken", "已由后一步提醒代替"
    NO_ACCOUNT = "no_account", "本人没有账号"
    NOBODY = "nobody", "无人任职，也没有工会专干"
    REDIRECTED = "redirected", "无人任职，已转工会专干"


class Cadence(TextChoices):
    """How often a person gets a digest outside the inbox."""

    NONE = "none", "不发送"
    DAILY = "daily", "每天一次"
    WEEKLY = "weekly", "每周一次"


class Channel(TextChoices):
    """Where a digest goes."""

    MAIL = "mail", "邮件"
    GATEWAY = "gateway", "单位消息通道"


class DeliveryState(TextChoices):
    """Where a digest stands. UNKNOWN: the process ended while sending; it is never sent again."""

    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    UNKNOWN = "unknown", "结果不明"
    FAILED = "failed", "未发出"


DELIVERY_TONES = {
    DeliveryState.WAITING: "neutral",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "success",
    DeliveryState.UNKNOWN: "warning",
    DeliveryState.FAILED: "danger",
}
