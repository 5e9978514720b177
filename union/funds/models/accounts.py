"""The chart of accounts (会计科目): dated data, one set of codes per accounting system."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from union.common.choices import DataSource
from union.funds.choices import AccountKind, Journal, Purpose


class AccountQuerySet(models.QuerySet["Account"]):
    """One-word filters."""

    def valid_on(self, day: dt.date) -> AccountQuerySet:
        """Accounts in force on ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Account(models.Model):
    """An account, which is also a budget line (预算科目). A code may mean another thing in another year.

    ``purpose`` is stable over the systems; "" for lines nothing else needs to find.
    """

    code = models.CharField("科目编码", max_length=12)
    name = models.CharField("科目名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=AccountKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级科目"
    )
    journal = models.CharField("日记账", max_length=8, choices=Journal, blank=True)
    purpose = models.CharField("用途", max_length=24, choices=Purpose, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    source_document = models.CharField("依据文件", max_length=200)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会计科目"
        ordering = ("code", "-valid_from")
        constraints = [
            models.UniqueConstraint(fields=("code", "valid_from"), name="account_code_unique"),
            models.CheckConstraint(
                name="account_dates",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(name="account_kind_known", condition=Q(kind__in=AccountKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
