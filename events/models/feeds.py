"""Calendar feeds: a secret address per user, of which only the hash is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """An iCalendar address of a user; whoever has it reads what the user may see, until it is revoked."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds", verbose_name="用户"
    )
    label = models.CharField("名称", max_length=40)
    kinds = models.JSONField("类型", default=list)  # ActivityKind values; empty = all
    mine_only = models.BooleanField("只含我报名的", default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    read_at = models.DateTimeField("最近读取", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label
