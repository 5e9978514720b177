"""Counselling (心理关爱): counsellors, their hours, who has booked. No subject, no notes, no findings.

Who has booked is read by the member and the counsellor alone: no ledger, search, timeline, notice log or
audit event names the member. Booking itself is therefore not audited.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from members.models import Member
from welfare.choices.counselling import SlotState

_USER = settings.AUTH_USER_MODEL


class Counsellor(models.Model):
    """咨询师: somebody with an account who offers hours."""

    user = models.OneToOneField(_USER, models.PROTECT, related_name="counsellor", verbose_name="账号")
    name = models.CharField("姓名", max_length=40)
    place = models.CharField("咨询地点", max_length=80)
    note = models.CharField("介绍", max_length=200, blank=True)
    is_active = models.BooleanField("接受预约", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "心理咨询师"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CounsellingSlot(models.Model):
    """One hour of a counsellor; ``member`` is who booked it."""

    counsellor = models.ForeignKey(Counsellor, models.PROTECT, related_name="slots", verbose_name="咨询师")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    state = models.CharField("状态", max_length=10, choices=SlotState, default=SlotState.OPEN, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="预约人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "心理咨询预约"
        ordering = ("starts_at", "id")
        constraints = [
            models.UniqueConstraint(fields=("counsellor", "starts_at"), name="counselling_slot_unique"),
            models.CheckConstraint(name="counselling_slot_times", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="counselling_booked_by_somebody",
                condition=Q(state=SlotState.BOOKED, member__isnull=False)
                | Q(state__in=(SlotState.HELD, SlotState.ABSENT))
                | Q(state__in=(SlotState.OPEN, SlotState.CANCELLED), member__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=("state", "starts_at"), name="counselling_by_state")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"
