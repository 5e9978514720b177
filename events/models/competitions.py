"""劳动竞赛, 技能比武, 岗位练兵: the register with participants, results and awards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from events.choices.venues import CompetitionKind, CompetitionState
from events.models.activities import Activity
from members.models import Member
from union.common.models.versioned import VersionedModel
from union.organisation.models import Branch, Department


class Competition(VersionedModel):
    """One contest of work; sign-up and costs, where there are any, belong to its activity."""

    title = models.CharField("竞赛名称", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=CompetitionKind)
    state = models.CharField(
        "状态", max_length=10, choices=CompetitionState, default=CompetitionState.RUNNING, editable=False
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="举办支会"
    )
    organiser = models.CharField("主办", max_length=60, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    plan = models.TextField("竞赛方案", max_length=4000)
    reported_people = models.PositiveIntegerField("参赛人数（登记）", null=True, blank=True)
    summary = models.TextField("竞赛总结", blank=True, max_length=4000)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="competitions", verbose_name="关联活动"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "劳动竞赛"
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="events_competition_state", condition=Q(state__in=CompetitionState.values)
            ),
            models.CheckConstraint(name="events_competition_days", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:competition_detail", args=[self.pk])


class CompetitionEntry(models.Model):
    """A person or a team in a contest, with score, rank and award."""

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="entries", verbose_name="竞赛")
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="competition_entries",
        verbose_name="参赛人",
    )
    team = models.CharField("参赛队", max_length=40, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="科室"
    )
    score = models.DecimalField("成绩", max_digits=7, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    award = models.CharField("奖项", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "竞赛成绩"
        ordering = (F("rank").asc(nulls_last=True), "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("competition", "member"), condition=Q(member__isnull=False), name="events_entry_once"
            ),
            models.CheckConstraint(name="events_entry_who", condition=Q(member__isnull=False) | ~Q(team="")),
        ]

    def __str__(self) -> str:
        return self.team or str(self.member)
