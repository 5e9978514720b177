"""安全隐患排查: who found what where, who puts it right until when, and whether it was put right."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.hazards import HazardKind, HazardLevel, HazardState
from members.models import Member
from union.common.models.versioned import VersionedModel
from union.organisation.models import Branch, Department


class Hazard(VersionedModel):
    """One hazard. ``state`` is written by services.hazards alone."""

    state = models.CharField(
        "状态", max_length=12, choices=HazardState, default=HazardState.REPORTED, editable=False
    )
    found_on = models.DateField("发现日期")
    place = models.CharField("地点", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=HazardKind, default=HazardKind.OTHER)
    level = models.CharField("等级", max_length=8, choices=HazardLevel, default=HazardLevel.GENERAL)
    description = models.TextField("隐患情况", max_length=1000)
    finder = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="hazards_found", verbose_name="发现人"
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发现支会"
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="hazards", verbose_name="责任科室"
    )
    due_on = models.DateField("整改期限", null=True, blank=True)
    measures = models.TextField("整改情况", blank=True, max_length=1000)
    rectified_on = models.DateField("整改日期", null=True, blank=True)
    rectified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复查人"
    )
    recheck_note = models.CharField("复查意见", max_length=300, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全隐患"
        ordering = ("-found_on", "-pk")
        constraints = [
            models.CheckConstraint(name="events_hazard_state", condition=Q(state__in=HazardState.values)),
            models.CheckConstraint(
                name="events_hazard_assigned",
                condition=Q(state__in=(HazardState.REPORTED, HazardState.REJECTED))
                | Q(department__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="events_hazard_closed",
                condition=~Q(state=HazardState.CLOSED)
                | Q(rectified_on__isnull=False, rechecked_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=("state", "due_on"), name="events_hazard_due")]

    def __str__(self) -> str:
        return f"{self.place}隐患"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:hazard_detail", args=[self.pk])
