"""What the union pays for services of many (互助保障费、疗休养费), as it stands in the cash book."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.models import VersionedModel
from union.funds.choices import FundSource, Purpose
from welfare.models.mutual import MutualPeriod
from welfare.models.recuperation import RecuperationRound

_USER = settings.AUTH_USER_MODEL


class CarePayment(VersionedModel):
    """One payment for a list of mutual protection or a round of recuperation; one voucher.

    ``people``: for how many it pays. ``reversed_on``: its voucher was reversed; it counts no more. Written
    by services.care_payments alone.
    """

    period = models.ForeignKey(
        MutualPeriod, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="参保批次"
    )
    round = models.ForeignKey(
        RecuperationRound, models.PROTECT, null=True, blank=True, related_name="payments",
        verbose_name="疗休养批次",
    )  # fmt: skip
    on = models.DateField("付款日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    people = models.PositiveIntegerField("人数")
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource)
    paid_from = models.CharField("付款账户", max_length=20, choices=Purpose)
    note = models.CharField("说明", max_length=120, blank=True)
    reversed_on = models.DateField("冲销日期", null=True, blank=True)
    reversed_why = models.CharField("冲销原因", max_length=200, blank=True)
    created_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="入账人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "职工服务付款"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="care_payment_of_one",
                condition=Q(period__isnull=False, round__isnull=True)
                | Q(period__isnull=True, round__isnull=False),
            ),
            models.CheckConstraint(name="care_payment_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="care_payment_reversed_after",
                condition=Q(reversed_on__isnull=True) | Q(reversed_on__gte=F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period or self.round} {self.on}"
