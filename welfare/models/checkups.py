"""Health check-ups (体检): who is to come, when, and whether he came. Findings are never stored."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import Member
from union.common.models import VersionedModel
from union.funds.choices import FundSource
from union.organisation.models import Branch
from welfare.choices.checkups import DayPart, RoundState

_USER = settings.AUTH_USER_MODEL


class CheckupRound(VersionedModel):
    """体检批次. The cost is the administration's; the union may organise it [G1]."""

    title = models.CharField("批次", max_length=60)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    book_until = models.DateField("预约截止")
    place = models.CharField("地点", max_length=80)
    notes = models.CharField("注意事项", max_length=200, blank=True)
    fund_source = models.CharField(
        "经费来源", max_length=16, choices=FundSource, default=FundSource.ADMIN_GRANT
    )
    state = models.CharField(
        "状态", max_length=8, choices=RoundState, default=RoundState.OPEN, editable=False
    )
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="编制人")

    class Meta:
        verbose_name = verbose_name_plural = "体检批次"
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("title", "starts_on"), name="checkup_round_unique"),
            models.CheckConstraint(
                name="checkup_round_dates",
                condition=Q(ends_on__gte=F("starts_on")) & Q(book_until__lte=F("ends_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CheckupSlot(models.Model):
    """A half day with so many places."""

    round = models.ForeignKey(CheckupRound, models.PROTECT, related_name="slots", verbose_name="批次")
    on = models.DateField("日期")
    part = models.CharField("时段", max_length=2, choices=DayPart)
    capacity = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = verbose_name_plural = "体检时段"
        ordering = ("on", "part")
        constraints = [models.UniqueConstraint(fields=("round", "on", "part"), name="checkup_slot_unique")]

    def __str__(self) -> str:
        return f"{self.on:%m-%d} {self.get_part_display()}"


class CheckupEntry(models.Model):
    """One person of a round."""

    round = models.ForeignKey(CheckupRound, models.PROTECT, related_name="entries", verbose_name="批次")
    member = models.ForeignKey(Member, models.PROTECT, related_name="checkups", verbose_name="会员")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    slot = models.ForeignKey(
        CheckupSlot, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="预约时段"
    )
    attended_on = models.DateField("体检日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "体检名单"
        ordering = ("round", "id")
        constraints = [models.UniqueConstraint(fields=("round", "member"), name="checkup_entry_unique")]

    def __str__(self) -> str:
        return f"{self.round} {self.member_id}"
