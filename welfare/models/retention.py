"""Erasing what is kept no longer (保存期满清除): proposed by the clock, checked, confirmed, then done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.models import VersionedModel
from welfare.choices.retention import ErasureKind, ErasureState
from welfare.models.hardship import HardshipFile
from welfare.models.visits import Visit

_USER = settings.AUTH_USER_MODEL


class ErasureList(VersionedModel):
    """清除清单: records that ended on or before ``ended_by``; ``rule`` names the period and its document."""

    CARE = "erasure"
    kind = models.CharField("内容", max_length=10, choices=ErasureKind)
    ended_by = models.DateField("办结截止日期")
    rule = models.CharField("依据", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=ErasureState, default=ErasureState.PROPOSED, editable=False
    )
    proposed_on = models.DateField("提出日期")
    checked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    decided_on = models.DateField("确认日期", null=True, blank=True)
    document = models.CharField("集体研究记录", max_length=120, blank=True)
    erased = models.PositiveIntegerField("已清除（份）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "保存期满清除清单"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("kind",), condition=Q(state__in=(ErasureState.PROPOSED, ErasureState.CHECKED)),
                name="erasure_one_open_list",
            ),
            models.CheckConstraint(
                name="erasure_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("checked_by")),
            ),
            models.CheckConstraint(
                name="erasure_done_is_decided",
                condition=~Q(state=ErasureState.DONE) | (Q(decided_by__isnull=False) & ~Q(document="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.proposed_on}"


class ErasureItem(models.Model):
    """One record of a list. ``kept_why``: left out by hand; proposed again after another year."""

    list = models.ForeignKey(ErasureList, models.PROTECT, related_name="items", verbose_name="清单")
    file = models.ForeignKey(
        HardshipFile, models.PROTECT, null=True, related_name="erasures", verbose_name="困难档案"
    )
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="erasures", verbose_name="慰问")
    ended_on = models.DateField("办结日期")
    kept_why = models.CharField("暂不清除的原因", max_length=120, blank=True)
    erased_on = models.DateField("清除日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清除明细"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("list", "file"), name="erasure_file_once"),
            models.UniqueConstraint(fields=("list", "visit"), name="erasure_visit_once"),
            models.CheckConstraint(
                name="erasure_item_of_one",
                condition=Q(file__isnull=False, visit__isnull=True)
                | Q(file__isnull=True, visit__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_kept_or_erased", condition=Q(erased_on__isnull=True) | Q(kept_why="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.file_id or self.visit_id}"
