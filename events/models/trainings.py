"""Trainings (工会干部, 小组长, 职工代表, 消防): sessions with hours, who came, the result of the test."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from events.choices.trainings import TestResult, TrainingKind, TrainingState
from members.models import Member
from union.common.models.versioned import VersionedModel
from union.organisation.models import Branch


class Training(VersionedModel):
    """One training (期). ``state`` is written by services.trainings alone."""

    title = models.CharField("培训名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=TrainingKind)
    state = models.CharField(
        "状态", max_length=10, choices=TrainingState, default=TrainingState.PLANNED, editable=False
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="举办支会"
    )
    place = models.CharField("地点", max_length=80, blank=True)
    teacher = models.CharField("授课人", max_length=60, blank=True)
    content = models.TextField("培训内容", blank=True, max_length=2000)
    has_test = models.BooleanField("有考核", default=False)
    reported_times = models.PositiveIntegerField("登记人次", null=True, blank=True)
    starts_on = models.DateField("开始日期", editable=False)  # of its sessions, kept by the services
    ends_on = models.DateField("结束日期", editable=False)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=1, default=Decimal(0), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(name="events_training_state", condition=Q(state__in=TrainingState.values)),
            models.CheckConstraint(name="events_training_days", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:training_detail", args=[self.pk])


class TrainingSession(models.Model):
    """One session with its hours."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="sessions", verbose_name="培训")
    starts_at = models.DateTimeField("开始时间")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1)
    topic = models.CharField("主题", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训课次"
        ordering = ("starts_at", "pk")
        constraints = [models.CheckConstraint(name="events_session_hours", condition=Q(hours__gt=0))]

    def __str__(self) -> str:
        return f"{self.training_id} {timezone.localtime(self.starts_at):%m-%d}"


class Trainee(models.Model):
    """Somebody in a training; ``hours`` are the sum of the sessions attended, kept by the services."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="trainees", verbose_name="培训")
    member = models.ForeignKey(Member, models.PROTECT, related_name="trainings", verbose_name="学员")
    sessions = models.ManyToManyField(
        TrainingSession, blank=True, related_name="trainees", verbose_name="到课"
    )
    hours = models.DecimalField("获得学时", max_digits=6, decimal_places=1, default=Decimal(0))
    score = models.DecimalField("成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    result = models.CharField("考核结果", max_length=10, choices=TestResult, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训学员"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("training", "member"), name="events_trainee_once")]

    def __str__(self) -> str:
        return f"{self.training_id} {self.member_id}"
