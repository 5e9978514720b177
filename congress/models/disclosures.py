"""院务公开: the catalogue of what is to be published, each publication, what people said to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.disclosures import (
    DisclosureAudience,
    DisclosureForm,
    DisclosureState,
    DisclosureTopic,
)
from union.common.models import VersionedModel
from union.organisation.models import Department

_USER = settings.AUTH_USER_MODEL


class DisclosureItem(VersionedModel):
    """公开目录: one thing that is published, how often, for whom, by whom."""

    topic = models.CharField("类别", max_length=14, choices=DisclosureTopic)
    title = models.CharField("公开事项", max_length=80, unique=True)
    audience = models.CharField("公开范围", max_length=10, choices=DisclosureAudience)
    form = models.CharField("公开形式", max_length=10, choices=DisclosureForm)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任部门"
    )
    every_months = models.PositiveSmallIntegerField(
        "周期（月）", default=12
    )  # 0: whenever there is something
    basis = models.CharField("依据", max_length=120, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "院务公开目录"
        ordering = ("topic", "title")

    def __str__(self) -> str:
        return self.title


class Disclosure(VersionedModel):
    """One publication. ``state`` is written by services.registers alone."""

    item = models.ForeignKey(
        DisclosureItem, models.PROTECT, related_name="publications", verbose_name="公开事项"
    )
    due_on = models.DateField("应公开日期")
    state = models.CharField(
        "状态", max_length=12, choices=DisclosureState, default=DisclosureState.DUE, editable=False
    )
    content = models.TextField("公开内容", max_length=8000, blank=True, editable=False)
    audience = models.CharField("公开范围", max_length=10, choices=DisclosureAudience, editable=False)
    form = models.CharField("公开形式", max_length=10, choices=DisclosureForm, editable=False)
    responsible = models.CharField("责任人", max_length=40, blank=True, editable=False)
    drafted_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="拟稿人"
    )
    approved_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="审核人"
    )
    published_on = models.DateField("公开日期", null=True, editable=False)
    place = models.CharField("公开位置", max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "院务公开"
        ordering = ("-due_on", "-id")
        constraints = [
            models.CheckConstraint(
                name="disclosure_state_known", condition=Q(state__in=DisclosureState.values)
            ),
            models.UniqueConstraint(fields=("item", "due_on"), name="disclosure_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.item}（{self.due_on:%Y-%m}）"


class DisclosureFeedback(models.Model):
    """What somebody said to a publication, and the answer."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="feedback")
    author = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="反馈人")
    text = models.CharField("反馈", max_length=500)
    on = models.DateField("反馈日期")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "院务公开反馈"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.disclosure} {self.on}"
