"""Rules as dated data, and when each was last worked through."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models

from union.common.choices import DataSource
from union.reminders.declare import LONGEST_KEY


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    """One-word filters."""

    def begun(self, day: dt.date) -> RuleVersionQuerySet:
        """Versions that have come into force by ``day``; the latest of a rule holds."""
        return self.filter(valid_from__lte=day)


class RuleVersion(models.Model):
    """Days and audiences of a rule from a day on. The latest version that has begun holds."""

    rule = models.CharField("规则", max_length=LONGEST_KEY)
    valid_from = models.DateField("生效日期")
    is_active = models.BooleanField("启用", default=True)
    steps = models.JSONField("步骤")  # [{"days": -7, "working": false, "to": ["handler"]}, …]
    source_document = models.CharField("依据", max_length=200)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ("rule", "-valid_from")
        constraints = [models.UniqueConstraint(fields=("rule", "valid_from"), name="rule_version_unique")]

    def __str__(self) -> str:
        return f"{self.rule} {self.valid_from}"


class RuleRun(models.Model):
    """Last run of one rule ("*": of all). Its row lock keeps two runs of a rule apart."""

    rule = models.CharField("规则", max_length=LONGEST_KEY, unique=True)
    ran_at = models.DateTimeField("最近运行", null=True)
    ran_for = models.DateField("运行日", null=True)
    open_count = models.PositiveIntegerField("在办", default=0)
    told = models.PositiveIntegerField("提醒", default=0)
    skipped = models.PositiveIntegerField("未提醒", default=0)
    closed = models.PositiveIntegerField("撤回", default=0)
    error = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒运行"

    def __str__(self) -> str:
        return self.rule
