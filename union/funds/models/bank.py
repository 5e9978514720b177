"""Bank statements (银行对账单) and how their lines meet those of the cash book."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.funds.choices import MatchWay, PublicationKind
from union.funds.models.entries import MONEY, EntryLine


class BankMatch(models.Model):
    """Lines of the statement and of the book that are one and the same money; their sums are equal.

    Taken apart by deleting it; the audit trail keeps both.
    """

    way = models.CharField("方式", max_length=10, choices=MatchWay)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="勾对人"
    )
    at = models.DateTimeField("勾对时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "银行勾对"
        ordering = ("-id",)
        constraints = [models.CheckConstraint(name="match_way_known", condition=Q(way__in=MatchWay.values))]

    def __str__(self) -> str:
        return f"勾对 {self.pk}"


class BankMatchLine(models.Model):
    """A line of the book within a match."""

    match = models.ForeignKey(BankMatch, models.CASCADE, related_name="book_lines", verbose_name="勾对")
    line = models.OneToOneField(
        EntryLine, models.PROTECT, related_name="bank_match", verbose_name="银行日记账"
    )

    class Meta:
        verbose_name = verbose_name_plural = "已勾对的日记账"

    def __str__(self) -> str:
        return f"{self.match} {self.line}"


class BankLine(models.Model):
    """One line of a bank statement; ``amount`` is positive for money in. ``key`` keeps it from coming twice.

    ``position`` is its place in time within the file, whichever way round the bank prints.
    """

    batch = models.ForeignKey("imports.ImportBatch", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("顺序")
    on = models.DateField("日期")
    amount = models.DecimalField("金额（元）", **MONEY)
    balance = models.DecimalField("余额（元）", **MONEY)
    reference = models.CharField("流水号", max_length=80, blank=True)
    counterparty = models.CharField("对方户名", max_length=120, blank=True)
    summary = models.CharField("摘要", max_length=200, blank=True)
    key = models.CharField(max_length=64, unique=True)
    match = models.ForeignKey(
        BankMatch, models.SET_NULL, null=True, blank=True, related_name="bank_lines", verbose_name="勾对"
    )

    class Meta:
        verbose_name = verbose_name_plural = "银行对账单"
        ordering = ("on", "batch", "position")
        constraints = [models.CheckConstraint(name="bank_line_moves", condition=~Q(amount=0))]
        indexes = [models.Index(fields=("on",), name="bank_line_on")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.amount}"


class Publication(models.Model):
    """Accounts laid before the members (收支公布). Append-only by trigger; a correction is a later revision.

    ``sheet``: {"intro": text, "tables": [{"title", "columns", "rows"}], "close": text}, amounts as text.
    """

    kind = models.CharField("种类", max_length=8, choices=PublicationKind)
    first_on = models.DateField("期间起")
    last_on = models.DateField("期间止")
    revision = models.PositiveSmallIntegerField("版次", default=1)
    title = models.CharField("标题", max_length=80)
    sheet = models.JSONField("公布表")
    note = models.CharField("更正说明", max_length=200, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="公布人"
    )
    published_at = models.DateTimeField("公布时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "收支公布"
        ordering = ("-last_on", "kind", "-revision")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "first_on", "last_on", "revision"), name="publication_unique"
            ),
            models.CheckConstraint(name="publication_kind", condition=Q(kind__in=PublicationKind.values)),
        ]

    def __str__(self) -> str:
        return self.title
