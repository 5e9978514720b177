"""The yearly budget (经费预算), its one change, and what was released beyond it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.common.models.versioned import VersionedModel
from union.funds.choices import BudgetState, FundSource, Revision
from union.funds.models.accounts import Account
from union.funds.models.entries import MONEY


class Budget(VersionedModel):
    """A budget of one year: the original, or its one change. In force: the newest approved one.

    State is written by services.budgets alone.
    """

    year = models.PositiveSmallIntegerField("年度")
    revision = models.CharField("种类", max_length=8, choices=Revision, default=Revision.ORIGINAL)
    state = models.CharField("状态", max_length=10, choices=BudgetState, default=BudgetState.DRAFT)
    reason = models.CharField("编制说明", max_length=500, blank=True)
    document = models.CharField("批准文件或会议", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="编制人"
    )
    created_at = models.DateTimeField("编制时间", auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = models.CharField("审批意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算"
        ordering = ("-year", "revision")
        constraints = [
            models.UniqueConstraint(fields=("year", "revision"), name="budget_once_a_year"),
            models.CheckConstraint(name="budget_state_known", condition=Q(state__in=BudgetState.values)),
            models.CheckConstraint(name="budget_revision_known", condition=Q(revision__in=Revision.values)),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度{self.get_revision_display()}"


class BudgetLine(models.Model):
    """Planned income or expense of one account that has no lines below it."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines", verbose_name="预算")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="预算科目")
    amount = models.DecimalField("预算金额（元）", **MONEY)
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource, blank=True)
    note = models.CharField("测算依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算科目"
        ordering = ("budget", "account__code")
        constraints = [
            models.UniqueConstraint(fields=("budget", "account"), name="budget_line_unique"),
            models.CheckConstraint(name="budget_line_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.account}"


class BudgetRelease(models.Model):
    """An amount that may be spent beyond the budget (超预算放行), by whom and why. Append-only by trigger."""

    year = models.PositiveSmallIntegerField("年度")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="预算科目")
    amount = models.DecimalField("放行金额（元）", **MONEY)
    reason = models.CharField("理由", max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="放行人"
    )
    granted_at = models.DateTimeField("放行时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "超预算放行"
        ordering = ("-granted_at",)
        constraints = [models.CheckConstraint(name="budget_release_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.year} {self.account}"
