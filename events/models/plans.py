"""The yearly plan (年度工作计划) and its lines."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from events.choices.activities import ActivityKind, LineState, PlanState
from union.common.models import VersionedModel
from union.organisation.models import Branch


class YearPlan(VersionedModel):
    """The plan of one year; ``branch`` None is the plan of the whole union. State: services.plans alone."""

    year = models.PositiveSmallIntegerField("年度")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    title = models.CharField("名称", max_length=80)
    state = models.CharField(
        "状态", max_length=12, choices=PlanState, default=PlanState.DRAFT, editable=False
    )
    note = models.TextField("说明", blank=True, max_length=2000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="编制人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_note = models.CharField("审批意见", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ("-year", "branch__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("year", "branch"), name="events_plan_one_a_branch"),
            models.UniqueConstraint(
                fields=("year",), condition=Q(branch=None), name="events_plan_one_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanLine(VersionedModel):
    """One thing the plan holds, in a month or over several (7–8 月 夏季旅游)."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="lines", verbose_name="计划")
    month = models.PositiveSmallIntegerField("月份")
    last_month = models.PositiveSmallIntegerField("至月份", null=True, blank=True)
    theme = models.CharField("主题", max_length=80)
    kind = models.CharField("类型", max_length=14, choices=ActivityKind, default=ActivityKind.CULTURE)
    organiser = models.CharField("承办", max_length=60, blank=True)
    target_group = models.CharField("对象", max_length=60, blank=True)
    budget_amount = models.DecimalField(
        "预算（元）", max_digits=12, decimal_places=2, default=Decimal(0), blank=True
    )
    budget_line = models.CharField("预算科目", max_length=20, blank=True)  # code of the chart of accounts
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField(
        "进度", max_length=12, choices=LineState, default=LineState.PLANNED, editable=False
    )
    reason = models.CharField("说明", max_length=200, blank=True, editable=False)
    moved_to = models.PositiveSmallIntegerField("调整到（月）", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "计划项目"
        ordering = ("month", "pk")
        constraints = [
            models.CheckConstraint(name="events_plan_month", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="events_plan_months",
                condition=Q(last_month=None) | Q(last_month__gt=F("month"), last_month__lte=12),
            ),
            models.CheckConstraint(name="events_plan_budget", condition=Q(budget_amount__gte=0)),
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def months_label(self) -> str:
        """3 月, 7–8 月."""
        return f"{self.month}–{self.last_month} 月" if self.last_month else f"{self.month} 月"
