"""Recuperation (疗休养): rounds with quotas per branch, applications, groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch
from welfare.choices.recuperation import RoundState, StayState

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}
ENDED = (StayState.REJECTED, StayState.WITHDRAWN)


class RecuperationRound(VersionedModel):
    """疗休养批次: where, when, how many, what a day costs."""

    title = models.CharField("批次", max_length=60)
    place = models.CharField("地点", max_length=80)
    is_outside = models.BooleanField("跨省", default=False)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    apply_until = models.DateField("报名截止")
    cost_per_day = models.DecimalField("每人每天费用（元）", **_MONEY)
    quota = models.PositiveSmallIntegerField("总名额")
    insurance = models.CharField("保险", max_length=80, blank=True)
    state = models.CharField(
        "状态", max_length=8, choices=RoundState, default=RoundState.OPEN, editable=False
    )
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="编制人")

    class Meta:
        verbose_name = verbose_name_plural = "疗休养批次"
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("title", "starts_on"), name="recuperation_round_unique"),
            models.CheckConstraint(
                name="recuperation_round_dates",
                condition=Q(ends_on__gte=F("starts_on")) & Q(apply_until__lt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="recuperation_round_cost", condition=Q(cost_per_day__gte=0, quota__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days(self) -> int:
        """Days including the first and the last."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def cost(self) -> Decimal:
        """Yuan per person."""
        return self.cost_per_day * self.days


class RecuperationQuota(models.Model):
    """Places of one branch; a branch without a row shares what is left of the total."""

    round = models.ForeignKey(RecuperationRound, models.PROTECT, related_name="quotas", verbose_name="批次")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="支会")
    seats = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = verbose_name_plural = "疗休养名额"
        ordering = ("branch__position", "branch__name")
        constraints = [models.UniqueConstraint(fields=("round", "branch"), name="recuperation_quota_unique")]

    def __str__(self) -> str:
        return f"{self.branch} {self.seats}"


class Stay(VersionedModel):
    """疗休养申请. ``state`` is written by services.recuperation alone."""

    CARE = "stay"
    round = models.ForeignKey(RecuperationRound, models.PROTECT, related_name="stays", verbose_name="批次")
    member = models.ForeignKey(Member, models.PROTECT, related_name="stays", verbose_name="会员")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )  # of the day of application
    is_frontline = models.BooleanField("一线岗位", default=False)
    reason = EncryptedTextField("申请理由", purpose="stay.reason", max_length=200)
    state = models.CharField(
        "状态", max_length=12, choices=StayState, default=StayState.APPLIED, editable=False
    )
    group_no = models.PositiveSmallIntegerField("组别", null=True, blank=True)
    override_reason = EncryptedTextField("放行理由", purpose="stay.override_reason", max_length=300)
    cost = models.DecimalField("费用（元）", default=Decimal(0), **_MONEY)
    recommended_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name="推荐人"
    )
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_on = models.DateField("审批日期", null=True, blank=True)
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("申请时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "疗休养申请"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("round", "member"), condition=~Q(state__in=ENDED), name="stay_one_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.member_id}"
