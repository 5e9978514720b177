"""The yearly check of a branch's 职工之家 (建家): items, self-assessment, evidence, points given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.homebuilding import HomeCheckState
from union.common.models import VersionedModel
from union.organisation.models import Branch


class HomeCheck(VersionedModel):
    """One branch in one year. ``items`` is the checklist as it was when the check was opened."""

    year = models.PositiveSmallIntegerField("年度")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="home_checks", verbose_name="支会")
    items = models.JSONField(default=list)
    pass_points = models.PositiveSmallIntegerField("合格分")
    state = models.CharField(
        "状态", max_length=10, choices=HomeCheckState, default=HomeCheckState.DRAFT, editable=False
    )
    self_total = models.PositiveSmallIntegerField("自评分", default=0, editable=False)
    given_total = models.PositiveSmallIntegerField("考核分", null=True, editable=False)
    is_passed = models.BooleanField("合格", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="考核人"
    )
    reviewed_on = models.DateField("考核日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "职工之家考核"
        ordering = ("-year", "branch__name")
        constraints = [
            models.UniqueConstraint(fields=("year", "branch"), name="events_home_check_once"),
            models.CheckConstraint(
                name="events_home_check_state", condition=Q(state__in=HomeCheckState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.year} 年度"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:home_check_detail", args=[self.pk])

    def item(self, key: str) -> dict[str, Any] | None:
        """The item of ``key`` or None."""
        return next((each for each in self.items if each["key"] == key), None)


class HomeScore(models.Model):
    """Points of one item: what the branch claims, why, and what was given. Files hang on this row."""

    check_of = models.ForeignKey(HomeCheck, models.CASCADE, related_name="scores")
    item_key = models.CharField(max_length=30)
    self_points = models.PositiveSmallIntegerField("自评分", default=0)
    evidence = models.TextField("佐证说明", blank=True, max_length=2000)
    given_points = models.PositiveSmallIntegerField("考核分", null=True)
    comment = models.CharField("考核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核得分"
        constraints = [
            models.UniqueConstraint(fields=("check_of", "item_key"), name="events_home_score_once")
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.item_key}"

    def get_absolute_url(self) -> str:
        """Page of the check."""
        return reverse("events:home_check_detail", args=[self.check_of_id])
