"""The payroll file of a month (会费代扣), its rows, and the differences people decide on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.choices import DuesDecision, DuesDifferenceKind, PayrollRowState
from members.models.dues import DuesBooking
from members.models.members import Member
from union.common.encryption import EncryptedTextField
from union.organisation.models import Branch


class DuesPayroll(models.Model):
    """An applied payroll file. At most one of a month is current; a corrected file takes its place."""

    month = models.DateField("月份")
    batch = models.ForeignKey("imports.ImportBatch", models.PROTECT, related_name="+")
    is_current = models.BooleanField("现行", default=True)
    digest = models.CharField(max_length=64)  # of the rows: the same file again changes nothing
    rows = models.PositiveIntegerField("行数")
    matched = models.PositiveIntegerField("已匹配")
    unmatched = models.PositiveIntegerField("未匹配")
    due = models.DecimalField("应扣（元）", max_digits=12, decimal_places=2)
    paid = models.DecimalField("实扣（元）", max_digits=12, decimal_places=2)
    all_due = models.DecimalField("全部行应扣（元）", max_digits=12, decimal_places=2)
    all_paid = models.DecimalField("全部行实扣（元）", max_digits=12, decimal_places=2)
    stated_due = models.DecimalField("合计行应扣（元）", max_digits=12, decimal_places=2, null=True)
    stated_paid = models.DecimalField("合计行实扣（元）", max_digits=12, decimal_places=2, null=True)
    applied_at = models.DateTimeField("入账时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会费代扣文件"
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("month",), name="dues_payroll_one_current", condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                name="dues_payroll_rows_close", condition=Q(rows=models.F("matched") + models.F("unmatched"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y年%-m月}代扣文件"

    @property
    def totals_agree(self) -> bool | None:
        """Whether the file's own 合计 row equals the sum of all its rows; None if it has none."""
        if self.stated_due is None and self.stated_paid is None:
            return None
        return self.stated_due in (None, self.all_due) and self.stated_paid in (None, self.all_paid)


class DuesPayrollRow(models.Model):
    """One row of the file, as it was read; it ends in exactly one state."""

    payroll = models.ForeignKey(DuesPayroll, models.CASCADE, related_name="file_rows")
    number = models.PositiveIntegerField("行号")
    state = models.CharField("状态", max_length=10, choices=PayrollRowState)
    staff_no = models.CharField("工号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    department = models.CharField("科室", max_length=60, blank=True)
    remark = EncryptedTextField("备注", purpose="dues_payroll_row.remark", max_length=120)
    reason = models.CharField("未匹配原因", max_length=200, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="payroll_rows", verbose_name="会员"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name="支会")
    due = models.DecimalField("应扣（元）", max_digits=10, decimal_places=2)
    paid = models.DecimalField("实扣（元）", max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "会费代扣明细"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("payroll", "number"), name="dues_payroll_row_unique"),
            models.CheckConstraint(
                name="dues_payroll_row_state",
                condition=Q(state="matched", member__isnull=False)
                | Q(state="unmatched", member__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payroll_id}#{self.number}"


class DuesDifference(models.Model):
    """Where file and registry differ in a month: one row per member, or per unmatched row of the file.

    ``effect`` is what the decision brings into the books of a later month; ``booking`` is that booking.
    """

    month = models.DateField("月份")
    kind = models.CharField("差异", max_length=10, choices=DuesDifferenceKind)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="dues_differences", verbose_name="会员"
    )
    row = models.ForeignKey(DuesPayrollRow, models.SET_NULL, null=True, related_name="differences")
    label = models.CharField("文件中的人员", max_length=120, blank=True)
    expected = models.DecimalField("登记应缴（元）", max_digits=10, decimal_places=2)
    stated = models.DecimalField("文件应扣（元）", max_digits=10, decimal_places=2)
    paid = models.DecimalField("文件实扣（元）", max_digits=10, decimal_places=2)
    decision = models.CharField("处理", max_length=14, choices=DuesDecision, blank=True)
    assigned_to = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="dues_assigned", verbose_name="归属会员"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    effect = models.DecimalField("更正金额（元）", max_digits=10, decimal_places=2, default=0)
    booking = models.ForeignKey(DuesBooking, models.PROTECT, null=True, related_name="differences")

    class Meta:
        verbose_name = verbose_name_plural = "会费差异"
        ordering = ("month", "kind", "id")
        constraints = [
            models.UniqueConstraint(fields=("month", "member"), name="dues_difference_per_member"),
            models.CheckConstraint(
                name="dues_difference_decided",
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=("month", "decision"), name="dues_difference_open")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"
