"""Dues (会费): months, acts of booking, and the append-only lines of each member's account.

A line is never edited: what turned out wrong is reversed by a second line. Written by services.dues_booking
alone, in sets.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.choices import (
    DuesBookingKind,
    DuesCollectionState,
    DuesKind,
    DuesMethod,
    DuesMonthState,
)
from members.models.members import Member
from union.organisation.models import Branch, Group


class DuesMonth(models.Model):
    """A month of dues; ``month`` is its first day. Closed months take no more lines."""

    month = models.DateField("月份", unique=True)
    state = models.CharField(
        "状态", max_length=8, choices=DuesMonthState, default=DuesMonthState.OPEN, editable=False
    )
    computed_at = models.DateTimeField("核算时间", null=True)
    closed_at = models.DateTimeField("结账时间", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="结账人"
    )
    note = models.CharField("结账说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会费月份"
        ordering = ("-month",)
        constraints = [models.CheckConstraint(name="dues_month_first_day", condition=Q(month__day=1))]

    def __str__(self) -> str:
        return f"{self.month:%Y年%-m月}"


class DuesBooking(models.Model):
    """One act of booking. ``booked_in`` is the month of the books, ``on`` the day of the voucher.

    ``posted`` is what went to the cash book: the sum of the PAID lines.
    """

    kind = models.CharField("事项", max_length=16, choices=DuesBookingKind)
    booked_in = models.DateField("入账月份")
    on = models.DateField("日期")
    method = models.CharField("方式", max_length=12, choices=DuesMethod, blank=True)
    summary = models.CharField("摘要", max_length=120)
    posted = models.DecimalField("入账金额（元）", max_digits=12, decimal_places=2, default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会费入账"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="dues_booking_first_day", condition=Q(booked_in__day=1)),
        ]

    def __str__(self) -> str:
        return self.summary


class DuesEntry(models.Model):
    """A line of a member's dues account: ``month`` is the month the dues are for.

    Units are those of the day of booking. A line that takes another back names it in ``reverses``.
    """

    booking = models.ForeignKey(DuesBooking, models.PROTECT, related_name="entries")
    booked_in = models.DateField("入账月份")
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_entries", verbose_name="会员")
    kind = models.CharField("类别", max_length=8, choices=DuesKind)
    method = models.CharField("方式", max_length=12, choices=DuesMethod, blank=True)
    month = models.DateField("所属月份")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name="支会")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", verbose_name="工会小组")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        verbose_name = verbose_name_plural = "会费明细"
        ordering = ("month", "id")
        constraints = [
            models.CheckConstraint(
                name="dues_entry_first_days", condition=Q(month__day=1) & Q(booked_in__day=1)
            ),
            models.CheckConstraint(name="dues_entry_kind_known", condition=Q(kind__in=DuesKind.values)),
            models.CheckConstraint(
                name="dues_entry_paid_how",
                condition=(Q(kind="paid") & ~Q(method="")) | (~Q(kind="paid") & Q(method="")),
            ),
            models.UniqueConstraint(name="dues_entry_reversed_once", fields=("reverses",)),
        ]
        indexes = [
            models.Index(fields=("member", "month"), name="dues_entry_account"),
            models.Index(fields=("month", "kind", "member"), name="dues_entry_month"),
            models.Index(fields=("booked_in", "kind", "branch"), name="dues_entry_books"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month:%Y-%m} {self.kind} {self.amount}"


class DuesCollection(models.Model):
    """A sheet of cash or transfers collected in a unit, handed to the office, booked as one sum."""

    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工会小组"
    )
    method = models.CharField("方式", max_length=12, choices=DuesMethod)
    collected_on = models.DateField("收款日期")
    state = models.CharField(
        "状态", max_length=10, choices=DuesCollectionState, default=DuesCollectionState.HANDED_IN
    )
    total = models.DecimalField("合计（元）", max_digits=12, decimal_places=2)
    prepays = models.BooleanField("含预缴", default=False)  # what is more than owed is for coming months
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="收款人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="点收人"
    )
    decided_at = models.DateTimeField("点收时间", null=True)
    decision_note = models.CharField("点收说明", max_length=200, blank=True)
    booking = models.ForeignKey(DuesBooking, models.PROTECT, null=True, related_name="collections")

    class Meta:
        verbose_name = verbose_name_plural = "会费收缴单"
        ordering = ("-id",)
        constraints = [models.CheckConstraint(name="dues_collection_positive", condition=Q(total__gt=0))]

    def __str__(self) -> str:
        return f"收缴单 {self.pk}"


class DuesCollectionLine(models.Model):
    """What one member paid; which months it settles is decided when it is booked."""

    collection = models.ForeignKey(DuesCollection, models.PROTECT, related_name="lines")
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_payments", verbose_name="会员")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "会费收缴明细"
        ordering = ("member__name_pinyin", "id")
        constraints = [
            models.UniqueConstraint(fields=("collection", "member"), name="dues_line_unique"),
            models.CheckConstraint(name="dues_line_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.amount}"


class DuesReceipt(models.Model):
    """A receipt (会费收据). Numbers of a year have no gaps; a spoiled one is voided and keeps its number."""

    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_receipts", verbose_name="缴款人")
    booking = models.ForeignKey(DuesBooking, models.PROTECT, related_name="receipts")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    first_month = models.DateField("所属期起")
    last_month = models.DateField("所属期止")
    method = models.CharField("方式", max_length=12, choices=DuesMethod)
    issued_on = models.DateField("开具日期")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经手人"
    )
    void_reason = models.CharField("作废原因", max_length=120, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "会费收据"
        ordering = ("-year", "-serial")
        constraints = [
            models.UniqueConstraint(fields=("year", "serial"), name="dues_receipt_number"),
            models.CheckConstraint(name="dues_receipt_months", condition=Q(last_month__gte=F("first_month"))),
        ]

    @property
    def number(self) -> str:
        """As printed: 2026-0001."""
        return f"{self.year}-{self.serial:04d}"

    def __str__(self) -> str:
        return self.number
