"""Rules are data with dates: amounts, rates, deadlines and lists that differ by place and year."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from union.common.choices import DataSource


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    """One-word filters."""

    def valid_on(self, day: dt.date) -> RuleSetQuerySet:
        """Sets in force on ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class RuleSet(models.Model):
    """The values of one regulation from a day on. Later sets of a kind replace earlier ones."""

    kind = models.CharField("规则", max_length=40)  # "retirement_age"
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    values = models.JSONField("数值")
    source_document = models.CharField("依据文件", max_length=200)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        ordering = ("kind", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=("kind", "valid_from"), name="rule_set_unique"),
            models.CheckConstraint(
                name="rule_set_dates",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"


class CodeItem(models.Model):
    """One entry of a code list (民族, 学历, 用工形式 …). Records keep the label as text.

    ``aliases`` are other spellings in files, mapped to ``label`` on import.
    """

    kind = models.CharField("码表", max_length=40)  # "political_status"
    label = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("启用", default=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)

    class Meta:
        verbose_name = verbose_name_plural = "码表"
        ordering = ("kind", "position", "label")
        constraints = [models.UniqueConstraint(fields=("kind", "label"), name="code_item_unique")]

    def __str__(self) -> str:
        return self.label
