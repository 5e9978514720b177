"""Rules and documents (制度文件库, 建章立制), their editions, and who knows them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from events.choices.documents import DocumentKind, DocumentState
from events.models.records import Addressed, Reading
from union.common.models import VersionedModel


class PolicyDocument(VersionedModel, Addressed):
    """One edition of a rule. ``state`` is written by services.documents alone; a new one repeals the old."""

    number = models.CharField("文号", max_length=60)
    edition = models.CharField("版本", max_length=20, default="第 1 版")
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=10, choices=DocumentKind, default=DocumentKind.RULES)
    summary = models.TextField("内容", blank=True, max_length=10_000)
    issued_on = models.DateField("发布日期")
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="代替版本"
    )
    state = models.CharField(
        "状态", max_length=10, choices=DocumentState, default=DocumentState.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "制度文件"
        ordering = ("-issued_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("number", "edition"), name="events_document_once"),
            models.CheckConstraint(
                name="events_document_validity",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="events_document_state", condition=Q(state__in=DocumentState.values)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:document_detail", args=[self.pk])


class DocumentReading(Reading):
    """Who has read a rule."""

    document = models.ForeignKey(PolicyDocument, models.CASCADE, related_name="readings")

    class Meta:
        verbose_name = verbose_name_plural = "制度阅读记录"
        constraints = [models.UniqueConstraint(fields=("document", "user"), name="events_document_read_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.user_id}"
