"""The work record (工作档案): the archive list, and what has been filed under it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.archive import ArchiveGroup, Retention
from union.organisation.models import Branch


class ArchiveClass(models.Model):
    """One entry of the archive list; shipped by migration. ``ledgers``: keys of those that belong here."""

    key = models.CharField(max_length=30, unique=True)
    group = models.CharField("部分", max_length=8, choices=ArchiveGroup)
    title = models.CharField("档案名称", max_length=60)
    retention = models.CharField("保管期限", max_length=10, choices=Retention)
    is_yearly = models.BooleanField("每年必备", default=True)
    ledgers = models.JSONField("对应台账", default=list)
    position = models.PositiveSmallIntegerField("顺序", default=100)
    basis = models.CharField("依据", max_length=120, blank=True)
    valid_from = models.PositiveSmallIntegerField("起始年度", default=2000)
    valid_until = models.PositiveSmallIntegerField("截止年度", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归档类目"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class ArchiveItem(models.Model):
    """Something filed: a record of any app, a whole ledger of a year, or paper with a scan.

    ``ledger_key`` with ``record_pk`` names a record, alone the ledger; both empty: paper. Taken out with a
    reason, never deleted.
    """

    archive_class = models.ForeignKey(
        ArchiveClass, models.PROTECT, related_name="items", verbose_name="归档类目"
    )
    year = models.PositiveSmallIntegerField("年度")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="archive_items", verbose_name="支会"
    )
    title = models.CharField("题名", max_length=150)
    ledger_key = models.CharField("台账", max_length=40, blank=True)
    record_pk = models.PositiveBigIntegerField(null=True, blank=True)
    location = models.CharField("存放位置", max_length=60, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="归档人"
    )
    filed_on = models.DateField("归档日期")
    removed_on = models.DateField("撤出日期", null=True, editable=False)
    remove_reason = models.CharField("撤出原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "归档材料"
        ordering = ("-year", "archive_class__position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("archive_class", "ledger_key", "record_pk"), name="events_archived_once",
                condition=Q(record_pk__isnull=False, removed_on=None),
            ),
            models.CheckConstraint(
                name="events_archive_source", condition=Q(record_pk=None) | Q(ledger_key__gt="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("year", "archive_class"), name="events_archive_year")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:archive_detail", args=[self.pk])
