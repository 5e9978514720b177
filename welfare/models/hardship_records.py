"""What happens to a hardship file: steps, home visits, publicity, objections, reviews, who looked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.dates import day_of
from union.common.encryption import EncryptedTextField
from union.common.models import Attachment
from welfare.choices.hardship import Category, HardshipState, Level, ReviewOutcome
from welfare.models.hardship import HardshipFile

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class HardshipEvent(models.Model):
    """A step or a change; append-only. ``changes`` is JSON: label → [before, after], encrypted as a whole."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="events", verbose_name="困难档案")
    action = models.CharField("办理", max_length=16)
    from_state = models.CharField("原状态", max_length=10, choices=HardshipState, blank=True)
    to_state = models.CharField("现状态", max_length=10, choices=HardshipState)
    note = EncryptedTextField("意见", purpose="hardship_event.note")
    changes = EncryptedTextField("改动", purpose="hardship_event.changes")
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难档案办理记录"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.file_id} {self.action}"


class HomeVisit(models.Model):
    """入户走访: who went, what was found, and the signature of the household."""

    file = models.ForeignKey(
        HardshipFile, models.PROTECT, related_name="home_visits", verbose_name="困难档案"
    )
    on = models.DateField("走访日期")
    visitors = models.CharField("走访人", max_length=120)
    found = EncryptedTextField("走访情况", purpose="home_visit.found")
    signer = EncryptedTextField("签字人", purpose="home_visit.signer")
    signature = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name="签字的入户核查表"
    )
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "入户走访"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.file_id} {self.on}"


class Publicity(models.Model):
    """公示. ``shown`` is exactly what stood on the sheet: label → text, of what may be shown alone."""

    file = models.ForeignKey(
        HardshipFile, models.PROTECT, related_name="publicities", verbose_name="困难档案"
    )
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    days = models.PositiveSmallIntegerField("工作日数")
    place = models.CharField("公示地点", max_length=80)
    shown = models.JSONField("公示内容", default=dict)
    closed_on = models.DateField("结束登记日期", null=True, blank=True)
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("file",), condition=Q(closed_on__isnull=True), name="hardship_one_open_publicity"
            ),
            models.CheckConstraint(
                name="hardship_publicity_days", condition=Q(ends_on__gte=F("starts_on"), days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}—{self.ends_on}"


class Objection(models.Model):
    """异议 against a publicity; who made it is for the office alone."""

    publicity = models.ForeignKey(Publicity, models.PROTECT, related_name="objections", verbose_name="公示")
    received_on = models.DateField("收到日期")
    objector = EncryptedTextField("提出人", purpose="objection.objector")  # empty: did not give a name
    text = EncryptedTextField("异议内容", purpose="objection.text")
    answer = EncryptedTextField("核查结果", purpose="objection.answer")
    is_upheld = models.BooleanField("异议成立", null=True, blank=True)
    settled_on = models.DateField("处理日期", null=True, blank=True)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    settled_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="处理人")

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="objection_settled_whole",
                condition=Q(settled_on__isnull=True, is_upheld__isnull=True)
                | Q(settled_on__isnull=False, is_upheld__isnull=False, settled_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.publicity_id} {self.received_on}"


class YearlyReview(models.Model):
    """年度复核: the figures of that day and what they came to."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="reviews", verbose_name="困难档案")
    on = models.DateField("复核日期")
    head_count = models.PositiveSmallIntegerField("家庭人口")
    per_head = models.DecimalField("家庭月人均收入（元）", **_MONEY)
    category = models.CharField("困难类别", max_length=10, choices=Category)
    level = models.CharField("级别", max_length=10, choices=Level)
    outcome = models.CharField("复核意见", max_length=8, choices=ReviewOutcome)
    note = EncryptedTextField("说明", purpose="yearly_review.note")
    actor = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="复核人")

    class Meta:
        verbose_name = verbose_name_plural = "年度复核"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("file", "on"), name="yearly_review_once_a_day")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.on}"


class FileView(models.Model):
    """Who looked at a file on which day, and how often."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="views", verbose_name="困难档案")
    user = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="查看人")
    on = models.DateField("日期")
    times = models.PositiveIntegerField("次数", default=1)
    last_at = models.DateTimeField("最近查看", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ("-on", "-last_at")
        constraints = [models.UniqueConstraint(fields=("file", "user", "on"), name="file_view_once_a_day")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.on}"


class UpperReport(models.Model):
    """A report sheet handed to an upper union: to whom, what for, which columns, whose files."""

    recipient = models.CharField("接收单位", max_length=80)
    purpose = models.CharField("用途", max_length=200)
    columns = models.JSONField("列", default=list)
    level = models.CharField("级别", max_length=10, choices=Level, blank=True)
    row_count = models.PositiveIntegerField("户数")
    left_out = models.PositiveIntegerField("未授权未提供户数")
    files = models.ManyToManyField(HardshipFile, related_name="upper_reports", verbose_name="提供的档案")
    actor = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="导出人")
    at = models.DateTimeField("导出时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报记录"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.recipient} {day_of(self.at)}"
