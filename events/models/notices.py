"""Notices (通知公告) and who has read them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from events.choices.notices import BulletinKind, BulletinState
from events.models.records import Addressed, Reading
from union.common.models import VersionedModel
from union.organisation.models import Branch


class Bulletin(VersionedModel, Addressed):
    """A notice. ``state`` is written by services.notices alone; ``branch`` None: the union's own.

    Those it is for see it from ``visible_from`` to ``visible_until`` inclusive, while it is published.
    """

    title = models.CharField("标题", max_length=80)
    kind = models.CharField("类别", max_length=14, choices=BulletinKind, default=BulletinKind.NOTICE)
    body = models.TextField("正文", max_length=8000)
    state = models.CharField(
        "状态", max_length=10, choices=BulletinState, default=BulletinState.DRAFT, editable=False
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="bulletins", verbose_name="发布支会"
    )
    visible_from = models.DateField("发布日期")
    visible_until = models.DateField("展示至", null=True, blank=True)
    is_pinned = models.BooleanField("置顶", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering = ("-is_pinned", "-visible_from", "-pk")
        constraints = [
            models.CheckConstraint(
                name="events_bulletin_window",
                condition=Q(visible_until=None) | Q(visible_until__gte=F("visible_from")),
            ),
            models.CheckConstraint(name="events_bulletin_state", condition=Q(state__in=BulletinState.values)),
        ]
        indexes = [models.Index(fields=("state", "visible_from"), name="events_bulletin_shown")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:bulletin_detail", args=[self.pk])

    def shown_on(self, day: dt.date) -> bool:
        """Say whether those it is for see it on ``day``."""
        over = self.visible_until is not None and self.visible_until < day
        return self.state == BulletinState.PUBLISHED and self.visible_from <= day and not over


class BulletinReading(Reading):
    """Who has read a notice."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="readings")

    class Meta:
        verbose_name = verbose_name_plural = "通知阅读记录"
        constraints = [models.UniqueConstraint(fields=("bulletin", "user"), name="events_bulletin_read_once")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.user_id}"
