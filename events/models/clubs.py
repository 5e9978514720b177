"""Clubs (兴趣小组, 协会): members, leader, budget by year, sessions with attendance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from members.models import Member
from union.common.models.versioned import VersionedModel


class Club(VersionedModel):
    """One club; its leader keeps sessions and members, the office the club itself and its budget."""

    name = models.CharField("名称", max_length=40)
    leader = models.ForeignKey(Member, models.PROTECT, related_name="clubs_led", verbose_name="负责人")
    founded_on = models.DateField("成立日期")
    place = models.CharField("活动地点", max_length=80, blank=True)
    regular = models.CharField("活动时间", max_length=80, blank=True)
    intro = models.TextField("简介", blank=True, max_length=1000)
    closed_on = models.DateField("停办日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "兴趣小组（协会）"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("name",), condition=Q(closed_on=None), name="events_club_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:club_detail", args=[self.pk])


class ClubMembership(models.Model):
    """Somebody in a club from–to; at most one running membership per person and club."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="memberships", verbose_name="兴趣小组")
    member = models.ForeignKey(Member, models.PROTECT, related_name="clubs", verbose_name="成员")
    joined_on = models.DateField("加入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "兴趣小组成员"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("club", "member"), condition=Q(left_on=None), name="events_club_member_once"
            ),
            models.CheckConstraint(
                name="events_club_member_days", condition=Q(left_on=None) | Q(left_on__gte=F("joined_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.club_id} {self.member_id}"


class ClubBudget(models.Model):
    """What a club may spend in a year; what it spent are the costs of its activities."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="budgets", verbose_name="兴趣小组")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("预算（元）", max_digits=10, decimal_places=2)
    note = models.CharField("用途", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "兴趣小组预算"
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=("club", "year"), name="events_club_budget_once")]

    def __str__(self) -> str:
        return f"{self.club_id} {self.year}"


class ClubSession(models.Model):
    """One session of a club, as it was held."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="sessions", verbose_name="兴趣小组")
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80, blank=True)
    topic = models.CharField("内容", max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "兴趣小组活动"
        ordering = ("-starts_at", "-pk")

    def __str__(self) -> str:
        return self.topic


class ClubAttendance(models.Model):
    """Who was at a session."""

    session = models.ForeignKey(ClubSession, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="成员")

    class Meta:
        verbose_name = verbose_name_plural = "兴趣小组签到"
        constraints = [
            models.UniqueConstraint(fields=("session", "member"), name="events_club_attended_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.member_id}"
