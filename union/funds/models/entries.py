"""The cash book: vouchers and their lines, never changed once written; numbers; closed months."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.funds.choices import EntryKind, FundSource
from union.funds.models.accounts import Account
from union.organisation.models import Branch

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class VoucherCounter(models.Model):
    """Last voucher number of a year. Written under services.posting.lock_book alone."""

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    last_number = models.PositiveIntegerField("最后凭证号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "凭证编号"

    def __str__(self) -> str:
        return f"{self.year}: {self.last_number}"


class Entry(models.Model):
    """A voucher (记账凭证). Append-only by trigger; written by services.posting alone.

    ``key`` makes posting idempotent. ``source_kind`` and ``source_pk`` say what it was booked for
    (`registries.entry_sources`); a reversal carries the source of what it reverses.
    """

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("凭证号")
    on = models.DateField("日期")
    summary = models.CharField("摘要", max_length=120)
    kind = models.CharField("种类", max_length=8, choices=EntryKind, default=EntryKind.NORMAL)
    amount = models.DecimalField("金额（元）", **MONEY)
    key = models.CharField("去重键", max_length=120, unique=True)
    source_kind = models.CharField("来源种类", max_length=40, blank=True)
    source_pk = models.BigIntegerField("来源编号", null=True, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲销凭证"
    )
    override_reason = models.CharField("超预算放行理由", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="制单人"
    )
    created_at = models.DateTimeField("制单时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "凭证"
        ordering = ("-year", "-number")
        constraints = [
            models.UniqueConstraint(fields=("year", "number"), name="entry_number_unique"),
            models.CheckConstraint(name="entry_number_positive", condition=Q(number__gt=0)),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(
                name="entry_reversal", condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses=None)),
            ),
            models.CheckConstraint(
                name="entry_source_whole",
                condition=Q(source_kind="", source_pk=None)
                | (~Q(source_kind="") & Q(source_pk__isnull=False)),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=("on",), name="entry_on"),
            models.Index(fields=("source_kind", "source_pk"), name="entry_source"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Year and number: 2026-0012."""
        return f"{self.year}-{self.number:04d}"

    @property
    def title(self) -> str:
        """Name of the voucher as the office writes it: 2026 年第 12 号."""
        return f"{self.year} 年第 {self.number} 号凭证"


class EntryLine(models.Model):
    """One line (分录) of a voucher: debit or credit, negative in a red reversal. Append-only by trigger."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines", verbose_name="凭证")
    position = models.PositiveSmallIntegerField("行号")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines", verbose_name="科目")
    debit = models.DecimalField("借方（元）", default=0, **MONEY)
    credit = models.DecimalField("贷方（元）", default=0, **MONEY)
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource, blank=True)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    note = models.CharField("附注", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分录"
        ordering = ("entry", "position")
        constraints = [
            models.UniqueConstraint(fields=("entry", "position"), name="entry_line_unique"),
            models.CheckConstraint(
                name="entry_line_one_side",
                condition=(Q(debit=0) & ~Q(credit=0)) | (~Q(debit=0) & Q(credit=0)),
            ),
            models.CheckConstraint(
                name="entry_line_source_known", condition=Q(fund_source__in=["", *FundSource.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.position}"


class MonthClose(models.Model):
    """A closed month (结账): nothing is booked into it or before it any more. Append-only by trigger."""

    month = models.DateField("月份", unique=True)  # its first day
    entry_count = models.PositiveIntegerField("凭证数")
    turnover = models.DecimalField("发生额（元）", **MONEY)
    cash_balance = models.DecimalField("现金余额（元）", **MONEY)
    bank_balance = models.DecimalField("银行存款余额（元）", **MONEY)
    note = models.CharField("说明", max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="结账人"
    )
    closed_at = models.DateTimeField("结账时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "结账"
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
