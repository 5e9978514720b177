"""Occasions, schemes and standards of visits: dated data, with the document they rest on."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from union.common.choices import DataSource
from union.funds.choices import Purpose
from welfare.choices.visits import CountingUnit, Frequency, OpenAs, Trigger

_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
    )


D = TypeVar("D", bound=models.Model)


class DatedQuerySet(models.QuerySet[D]):
    """One-word filters of what holds from a day to a day."""

    def valid_on(self, day: dt.date) -> Self:
        """Rows in force on ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Dated(models.Model):
    """Something that holds from a day on, by a document."""

    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    source_document = models.CharField("依据文件", max_length=200)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        abstract = True


class OccasionQuerySet(DatedQuerySet["Occasion"]):
    """Filters of Occasion."""


class Occasion(Dated):
    """慰问类别.

    ``aliases``: words for it in files. ``same_event_days``: a report within so many days of another of
    the same person and occasion is the same event.
    """

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("慰问类别", max_length=30, unique=True)
    aliases = models.JSONField("其他叫法", default=list, blank=True)
    trigger = models.CharField("由什么引起", max_length=12, choices=Trigger, default=Trigger.REPORT)
    festival = models.CharField("节日", max_length=20, blank=True)  # name of union.common.calendar
    anniversary_of = models.CharField("周年", max_length=30, blank=True)  # key of welfare.triggers
    open_as = models.CharField("开立方式", max_length=8, choices=OpenAs, default=OpenAs.VISIT)
    audience = models.JSONField("适用人员", default=dict, blank=True)  # see rules/audience.py
    lead_days = models.PositiveSmallIntegerField("提前天数", default=0)
    same_event_days = models.PositiveSmallIntegerField("视为同一事由的天数", default=0)
    unit = models.CharField(
        "计数单位", max_length=14, choices=CountingUnit, default=CountingUnit.PERSON_TIMES
    )
    is_health = models.BooleanField("涉及健康", default=False)
    for_deceased = models.BooleanField("本人去世", default=False)
    asks_relation = models.BooleanField("须填亲属关系", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=100)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "慰问类别"
        ordering = ("position", "id")
        constraints = [_dates_in_order("occasion_dates")]

    def __str__(self) -> str:
        return self.name


class VisitSchemeQuerySet(DatedQuerySet["VisitScheme"]):
    """Filters of VisitScheme."""


class VisitScheme(Dated):
    """A named choice of occasions ("五必访"), with validity."""

    code = models.SlugField("代码", max_length=30)
    name = models.CharField("名称", max_length=40)

    objects = VisitSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "必访制度"
        ordering = ("code", "-valid_from")
        constraints = [
            _dates_in_order("visit_scheme_dates"),
            models.UniqueConstraint(fields=("code", "valid_from"), name="visit_scheme_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class SchemeItem(models.Model):
    """One of the five: a heading ("婚丧喜庆") and the occasions it stands for."""

    scheme = models.ForeignKey(VisitScheme, models.CASCADE, related_name="items", verbose_name="必访制度")
    heading = models.CharField("必访事项", max_length=40)
    occasions = models.ManyToManyField(Occasion, related_name="scheme_items", verbose_name="慰问类别")
    position = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "必访事项"
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=("scheme", "heading"), name="scheme_item_unique")]

    def __str__(self) -> str:
        return self.heading


class VisitStandardQuerySet(DatedQuerySet["VisitStandard"]):
    """Filters of VisitStandard."""


class VisitStandard(Dated):
    """慰问标准 of an occasion from a day on; ``tier`` tells cases apart (一般住院, 手术, 重大疾病).

    ``sources``: {person category: [fund source, …]}, what is not in it is not entitled. ``relations``:
    covered relations, [] = the member alone or no matter. ``guards``: {guard: severity}, default refuse.
    ``year_cap`` holds over all occasions of one ``cap_group`` together.
    """

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="standards", verbose_name="慰问类别")
    tier = models.CharField("情形", max_length=30, blank=True)
    cash_amount = models.DecimalField("慰问金（元）", default=0, **_MONEY)
    gift = models.CharField("慰问品", max_length=60, blank=True)
    gift_value = models.DecimalField("慰问品价值（元）", default=0, **_MONEY)
    cap = models.DecimalField("单次上限（元）", null=True, blank=True, **_MONEY)
    year_cap = models.DecimalField("年度上限（元）", null=True, blank=True, **_MONEY)
    cap_group = models.CharField("上限合并计算", max_length=20, blank=True)
    frequency = models.CharField("次数", max_length=20, choices=Frequency, default=Frequency.PER_EVENT)
    both_spouses = models.BooleanField("夫妻双方均可", default=True)
    relations = models.JSONField("亲属范围", default=list, blank=True)
    sources = models.JSONField("人员类别与经费来源", default=dict)
    pay_forms = models.JSONField("慰问形式", default=list)
    proofs = models.JSONField("证明材料", default=list, blank=True)
    visitors = models.CharField("由谁慰问", max_length=80, blank=True)
    due_days = models.PositiveSmallIntegerField("应在几天内慰问", default=7)
    guards = models.JSONField("检查结果", default=dict, blank=True)
    purpose = models.CharField("支出用途", max_length=20, choices=Purpose, default=Purpose.CONDOLENCE)

    objects = VisitStandardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "慰问标准"
        ordering = ("occasion", "tier", "-valid_from")
        constraints = [
            _dates_in_order("visit_standard_dates"),
            models.UniqueConstraint(fields=("occasion", "tier", "valid_from"), name="visit_standard_unique"),
            models.CheckConstraint(
                name="visit_standard_amounts", condition=Q(cash_amount__gte=0, gift_value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion.name}{f'（{self.tier}）' if self.tier else ''}"
