"""Mutual protection (互助保障): plans as dated data, lists per period, who is on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.choices import Sex
from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch
from welfare.choices.mutual import PeriodState, PlanKind

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}


class PlanQuerySet(models.QuerySet["MutualPlan"]):
    """One-word filters."""

    def valid_on(self, day: dt.date) -> PlanQuerySet:
        """Terms in force on ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class MutualPlan(models.Model):
    """保障计划: the terms of one plan from a day on; ``code`` joins its versions."""

    code = models.SlugField("代码", max_length=30)
    name = models.CharField("保障计划", max_length=60)
    kind = models.CharField("保障种类", max_length=16, choices=PlanKind)
    provider = models.CharField("承办单位", max_length=60, blank=True)
    fee = models.DecimalField("每人费用（元）", **_MONEY)
    term_years = models.PositiveSmallIntegerField("保障年限", default=1)
    min_age = models.PositiveSmallIntegerField("最低年龄", default=16)
    max_age = models.PositiveSmallIntegerField("最高年龄", default=60)
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    min_share = models.PositiveSmallIntegerField("最低参保率（%）", default=0)
    all_below = models.PositiveSmallIntegerField("须全员参保的单位人数（不足）", default=0)
    claim_days = models.PositiveSmallIntegerField("申请期限（天）", default=180)
    papers = models.JSONField("理赔材料", default=list, blank=True)
    columns = models.JSONField("名单格式", default=list)
    benefit = models.CharField("保障内容", max_length=200, blank=True)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    source_document = models.CharField("依据文件", max_length=200)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "互助保障计划"
        ordering = ("code", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=("code", "valid_from"), name="mutual_plan_unique"),
            models.CheckConstraint(name="mutual_plan_term", condition=Q(term_years__range=(1, 3))),
            models.CheckConstraint(name="mutual_plan_ages", condition=Q(min_age__lte=F("max_age"))),
            models.CheckConstraint(name="mutual_plan_share", condition=Q(min_share__lte=100) & Q(fee__gte=0)),
            models.CheckConstraint(
                name="mutual_plan_dates", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MutualPeriod(VersionedModel):
    """参保批次: one plan, one term. ``state`` is written by services.mutual alone."""

    CARE = "mutual_period"
    plan = models.ForeignKey(MutualPlan, models.PROTECT, related_name="periods", verbose_name="保障计划")
    title = models.CharField("批次", max_length=60)
    starts_on = models.DateField("保障起")
    ends_on = models.DateField("保障止")
    fee = models.DecimalField("每人费用（元）", **_MONEY)
    policy_no = models.CharField("保障凭证号", max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PeriodState, default=PeriodState.OPEN, editable=False
    )
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="编制人")
    created_at = models.DateTimeField("编制时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "参保批次"
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "starts_on", "title"), condition=~Q(state=PeriodState.CANCELLED),
                name="mutual_period_unique",
            ),
            models.CheckConstraint(name="mutual_period_dates", condition=Q(ends_on__gt=F("starts_on"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """One person on a list (参保). ``left_on``: taken out of a list in force (退保); counts until then."""

    period = models.ForeignKey(MutualPeriod, models.PROTECT, related_name="enrolments", verbose_name="批次")
    member = models.ForeignKey(Member, models.PROTECT, related_name="enrolments", verbose_name="会员")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )  # of the day of enrolment
    fee = models.DecimalField("费用（元）", **_MONEY)
    left_on = models.DateField("退保日期", null=True, blank=True)
    left_reason = EncryptedTextField("退保原因", purpose="enrolment.left_reason", max_length=120)
    import_batch = models.PositiveBigIntegerField("导入批次", null=True, blank=True, db_index=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "互助保障参保"
        ordering = ("period", "id")
        constraints = [models.UniqueConstraint(fields=("period", "member"), name="enrolment_unique")]

    def __str__(self) -> str:
        return f"{self.period} {self.member_id}"
