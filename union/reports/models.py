"""Reports: a frozen snapshot of all figures, the chapters written on it, and their way to the final PDF."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from union.common.dates import day_of
from union.common.models import VersionedModel
from union.organisation.models import Branch
from union.reports.choices import Layout, ReportState
from union.reports.rules.periods import period_label, words_before

_COVER = 16  # letters of one line of the cover


class Report(VersionedModel):
    """One report on one period. ``edition`` 2 is the second report on the same; none replaces another.

    ``snapshot`` is a list of figures as `selectors.snapshots` writes them, ``snapshot_hash`` its SHA-256.
    """

    layout = models.CharField("种类", max_length=8, choices=Layout)
    first = models.DateField("从")
    last = models.DateField("至")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    edition = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=120)
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    snapshot = models.JSONField(editable=False)
    snapshot_hash = models.CharField("数据校验值", max_length=64, editable=False)
    built_at = models.DateTimeField("取数时间", auto_now_add=True)
    built_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="编制人"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    approved_at = models.DateTimeField("审核时间", null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("签发时间", null=True)
    note = models.CharField("审核意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作报告"
        ordering = ("-last", "-first", "layout", "-edition")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("layout", "first", "last", "edition"),
                condition=models.Q(branch=None),
                name="report_edition_unique",
            ),
            models.UniqueConstraint(
                fields=("layout", "first", "last", "branch", "edition"), name="branch_report_edition_unique"
            ),
            models.CheckConstraint(name="report_dates", condition=models.Q(first__lte=models.F("last"))),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def counted_note(self) -> str:
        """What a reader must know of a report counted before its last day was over; "" of all others."""
        day = day_of(self.built_at)
        if day > self.last:
            return ""
        words = f"{day.year} 年 {day.month} 月 {day.day} 日"
        return f"期间尚未开始，在册人数按 {words}统计" if day < self.first else f"数据截至 {words}"

    @property
    def words_before(self) -> str:
        """What the time it is compared with is called."""
        return words_before(self.first, self.last)

    @property
    def cover_lines(self) -> list[str]:
        """The title for the cover: a long one breaks behind the months."""
        before, months, after = self.title.partition(self.period_label)
        return [f"{before}{months}", after] if len(self.title) > _COVER and after else [self.title]

    @property
    def period_label(self) -> str:
        """Words for the months it covers."""
        return period_label(self.first, self.last)


class ReportChapter(VersionedModel):
    """One chapter: ``text`` was generated from the snapshot and stays; ``narrative`` is the office's own."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="chapters")
    key = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    title = models.CharField("章名", max_length=60)
    has_figures = models.BooleanField(default=True)
    hint = models.CharField(max_length=100, blank=True)
    text = models.TextField("自动文字", blank=True)
    narrative = models.TextField("补充文字", blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "报告章节"
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("report", "key"), name="report_chapter_unique")
        ]

    def __str__(self) -> str:
        return self.title
