"""What an activity cost, line by line."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.choices.activities import CostKind
from events.models.activities import Activity


class CostLine(models.Model):
    """One cost. ``entry_key`` is set when it stands in the cash book; from then on it is not changed."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="costs", verbose_name="活动")
    kind = models.CharField("项目", max_length=12, choices=CostKind)
    description = models.CharField("内容", max_length=80)
    quantity = models.PositiveIntegerField("数量（人数）", default=1)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    fund_source = models.CharField("经费来源", max_length=16)
    paid_from = models.CharField("付款账户", max_length=10, default="102")
    spent_on = models.DateField("支出日期")
    override_reason = models.CharField("超标说明", max_length=200, blank=True)
    booked_at = models.DateTimeField("入账时间", null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "活动支出"
        ordering = ("spent_on", "pk")
        constraints = [
            models.CheckConstraint(name="events_cost_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="events_cost_quantity", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def per_head(self) -> Decimal:
        """Yuan for each of ``quantity``."""
        return (self.amount / self.quantity).quantize(Decimal("0.01"))
