"""Digests outside the inbox: who wants them, and what became of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from union.common.encryption import EncryptedTextField
from union.reminders.choices import DELIVERY_TONES, Cadence, Channel, DeliveryState


class Preference(models.Model):
    """What one person wants outside the inbox; without a row: nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_preference")
    cadence = models.CharField("摘要", max_length=8, choices=Cadence, default=Cadence.NONE)
    by_mail = models.BooleanField("邮件", default=False)
    by_gateway = models.BooleanField("单位消息通道", default=False)
    address = EncryptedTextField("邮箱", purpose="reminder.address")
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_to = models.TimeField("免打扰结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒设置"
        constraints = [
            models.CheckConstraint(
                name="preference_quiet_both",
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Delivery(models.Model):
    """One digest to one person. ``lines`` are [label, number, earliest date]: no names, no titles.

    A mail goes waiting → sending (committed) → sent. What is found in sending after its process has gone is
    unknown: shown to staff, never sent again. The gateway is told again, under the same ``id``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    period = models.CharField("周期", max_length=12)  # "2026-11-22", "2026-W47"
    lines = models.JSONField("内容")
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    not_before = models.DateTimeField("最早发送")
    sending_at = models.DateTimeField("开始发送", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    error = models.CharField("问题", max_length=120, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "摘要发送"
        ordering = ("-created_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("user", "channel", "period"), name="delivery_once"),
            models.CheckConstraint(
                name="delivery_sent_has_time",
                condition=~models.Q(state=DeliveryState.SENT) | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=("not_before",),
                condition=models.Q(state__in=("waiting", "sending")),
                name="delivery_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.period}"

    @property
    def tone(self) -> str:
        """Tone of the state's badge."""
        return DELIVERY_TONES[DeliveryState(self.state)]
