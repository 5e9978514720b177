"""合理化建议（金点子）: handed in, reviewed, carried out, its effect, its award."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.suggestions import SuggestionAward, SuggestionKind, SuggestionState
from members.models import Member
from union.common.models.versioned import VersionedModel
from union.organisation.models import Branch, Department


class Suggestion(VersionedModel):
    """One suggestion. ``state`` and the award are written by services.suggestions alone."""

    state = models.CharField(
        "状态", max_length=12, choices=SuggestionState, default=SuggestionState.SUBMITTED, editable=False
    )
    title = models.CharField("建议名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=SuggestionKind, default=SuggestionKind.SERVICE)
    situation = models.TextField("现状与问题", max_length=2000)
    proposal = models.TextField("建议内容", max_length=2000)
    benefit = models.TextField("预期效果", blank=True, max_length=1000)
    proposer = models.ForeignKey(Member, models.PROTECT, related_name="suggestions", verbose_name="建议人")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    submitted_on = models.DateField("提出日期")
    opinion = models.CharField("评审意见", max_length=300, blank=True)
    reviewed_on = models.DateField("评审日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="实施科室"
    )
    due_on = models.DateField("实施期限", null=True, blank=True)
    carried_out_on = models.DateField("实施日期", null=True, blank=True)
    effect = models.TextField("实施效果", blank=True, max_length=1000)
    saving = models.DecimalField("经济效益（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    award = models.CharField("奖项", max_length=8, choices=SuggestionAward, blank=True)
    award_amount = models.DecimalField("奖金（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    awarded_on = models.DateField("奖励日期", null=True, blank=True)
    awarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "合理化建议"
        ordering = ("-submitted_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="events_suggestion_state", condition=Q(state__in=SuggestionState.values)
            ),
            models.CheckConstraint(
                name="events_suggestion_award",
                condition=Q(award="") | Q(state__in=("adopted", "carried_out")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:suggestion_detail", args=[self.pk])
