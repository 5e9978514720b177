"""Articles of correspondents (通讯员), and where they were published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from events.choices.articles import ArticleKind, ArticleState, OutletLevel
from events.models.activities import Activity
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.models import Branch


class Correspondent(models.Model):
    """A member who writes for a branch without holding an office."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="correspondences", verbose_name="通讯员")
    since = models.DateField("起聘日期")
    until = models.DateField("止聘日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通讯员"
        ordering = ("-since", "pk")
        constraints = [
            models.CheckConstraint(
                name="events_correspondent_dates", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=("member",), condition=Q(until=None), name="events_correspondent_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)


class Article(VersionedModel):
    """An article. ``state`` is written by services.articles alone; ``branch`` is the author's, as it was."""

    title = models.CharField("标题", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=ArticleKind, default=ArticleKind.NEWS)
    body = models.TextField("正文", max_length=10_000)
    author = models.ForeignKey(Member, models.PROTECT, related_name="articles", verbose_name="作者")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, related_name="articles", verbose_name="支会"
    )
    activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name="报道的活动"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ArticleState, default=ArticleState.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="投稿人"
    )
    submitted_on = models.DateField("投稿日期", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    published_on = models.DateField("刊发日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "稿件"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="events_article_state", condition=Q(state__in=ArticleState.values))
        ]
        indexes = [models.Index(fields=("state", "published_on"), name="events_article_shown")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:article_detail", args=[self.pk])


class Placement(models.Model):
    """One publication outside this system (院报, 公众号, 上级工会网站 …): counted by 篇次."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="placements")
    outlet = models.CharField("刊发媒体", max_length=60)
    level = models.CharField("级别", max_length=10, choices=OutletLevel, default=OutletLevel.HOSPITAL)
    published_on = models.DateField("刊发日期")
    note = models.CharField("版面或网址", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "刊发记录"
        ordering = ("published_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("article", "outlet", "published_on"), name="events_placement_once"
            )
        ]

    def __str__(self) -> str:
        return self.outlet
