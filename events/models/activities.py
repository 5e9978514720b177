"""The activity (活动), its sessions, quotas, questions and organisers."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from events.choices.activities import (
    ActivityKind,
    ActivityState,
    Allocation,
    MatchFormat,
    QuestionKind,
    SignUpMode,
)
from events.models.plans import PlanLine
from members.choices import Sex
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.models import Branch


class Activity(VersionedModel):
    """One activity. ``state`` and ``sequence`` are written by services.activities alone.

    ``branch`` None: the whole union's. Its row is the lock of all its sign-ups: whoever gives or frees a
    place holds it.
    """

    title = models.CharField("活动主题", max_length=80)
    kind = models.CharField("类型", max_length=14, choices=ActivityKind)
    state = models.CharField(
        "状态", max_length=12, choices=ActivityState, default=ActivityState.DRAFT, editable=False
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="举办支会",
    )  # fmt: skip
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="年度计划项目",
    )  # fmt: skip
    organiser = models.CharField("承办", max_length=60, blank=True)
    contact = models.CharField("联系人及电话", max_length=60, blank=True)
    place = models.CharField("地点", max_length=80)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    description = models.TextField("活动内容", blank=True, max_length=4000)

    budget_amount = models.DecimalField(
        "预算（元）", max_digits=12, decimal_places=2, default=Decimal(0), blank=True
    )
    fund_source = models.CharField("经费来源", max_length=16, blank=True)  # funds.choices.FundSource
    safety_plan = models.TextField("安全预案", blank=True, max_length=2000)
    insurance = models.CharField("保险", max_length=120, blank=True)

    mode = models.CharField("报名方式", max_length=8, choices=SignUpMode, default=SignUpMode.PERSON)
    allocation = models.CharField(
        "名额分配", max_length=12, choices=Allocation, default=Allocation.FIRST_COME
    )
    sign_up_from = models.DateTimeField("报名开始", null=True, blank=True)
    sign_up_until = models.DateTimeField("报名截止", null=True, blank=True)
    family_max = models.PositiveSmallIntegerField("可带家属人数", default=0)
    team_min = models.PositiveSmallIntegerField("每队最少人数", default=2)
    team_max = models.PositiveSmallIntegerField("每队最多人数", default=10)
    target_branches = models.ManyToManyField(Branch, blank=True, related_name="+", verbose_name="面向支会")
    target_sex = models.CharField("面向性别", max_length=6, choices=Sex, blank=True)
    target_min_age = models.PositiveSmallIntegerField("最小年龄", null=True, blank=True)
    target_max_age = models.PositiveSmallIntegerField("最大年龄", null=True, blank=True)
    target_duties = models.JSONField("面向职务", default=list, blank=True)  # 护士长, 小组长 …
    target_club = models.ForeignKey(
        "events.Club", models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name="面向兴趣小组",
    )  # fmt: skip
    takes_retained = models.BooleanField("离退休会员可报名", default=True)
    check_points = models.JSONField("签到点", default=list, blank=True)  # labels; empty = one, "签到"
    signs_out = models.BooleanField("需要签退", default=False)

    lottery_seed = models.CharField("抽签种子", max_length=80, blank=True, editable=False)
    lottery_at = models.DateTimeField("抽签时间", null=True, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)  # of sign-ups

    session_count = models.PositiveSmallIntegerField("场次", default=1)
    item_count = models.PositiveSmallIntegerField("节目（项目）数", null=True, blank=True)
    reported_times = models.PositiveIntegerField("登记人次", null=True, blank=True)
    reported_people = models.PositiveIntegerField("登记人数", null=True, blank=True)
    summary = models.TextField("活动总结", blank=True, max_length=4000)
    settled_amount = models.DecimalField(
        "结算金额（元）", max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    feedback_open = models.BooleanField("收集反馈", default=False)
    feedback_anonymous = models.BooleanField("匿名反馈", default=True)
    match_format = models.CharField("赛制", max_length=12, choices=MatchFormat, blank=True)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟定人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(name="events_activity_times", condition=Q(ends_at__gte=F("starts_at"))),
            models.CheckConstraint(name="events_activity_state", condition=Q(state__in=ActivityState.values)),
            models.CheckConstraint(name="events_activity_budget", condition=Q(budget_amount__gte=0)),
        ]
        indexes = [
            models.Index(fields=("starts_at", "ends_at"), name="events_activity_time"),
            models.Index(fields=("state", "starts_at"), name="events_activity_state_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def points(self) -> list[str]:
        """Labels of the check-in points, at least one."""
        return list(self.check_points) or ["签到"]


class ActivitySession(models.Model):
    """One session to choose (上午场, 下午场); ``taken`` never passes ``capacity``."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sessions", verbose_name="活动")
    label = models.CharField("场次", max_length=40, default="全场")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=80, blank=True)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True)  # None: no limit
    taken = models.PositiveIntegerField("已占名额", default=0, editable=False)
    last_waiting = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "活动场次"
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="events_never_oversold", condition=Q(capacity=None) | Q(taken__lte=F("capacity"))
            ),
            models.CheckConstraint(name="events_session_times", condition=Q(ends_at__gte=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return self.label


class BranchQuota(models.Model):
    """Places of one branch in a session, within the session's capacity."""

    session = models.ForeignKey(ActivitySession, models.CASCADE, related_name="quotas")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="支会")
    places = models.PositiveIntegerField("名额")
    taken = models.PositiveIntegerField("已占名额", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "支会名额"
        constraints = [
            models.UniqueConstraint(fields=("session", "branch"), name="events_quota_once"),
            models.CheckConstraint(name="events_quota_kept", condition=Q(taken__lte=F("places"))),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.places}"


class Question(models.Model):
    """A question on the sign-up form."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="questions")
    label = models.CharField("问题", max_length=80)
    kind = models.CharField("形式", max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    options = models.JSONField("选项", default=list, blank=True)
    required = models.BooleanField("必填", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "报名问题"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label


class OrganiserTask(models.Model):
    """Somebody on the committee of organisers (筹备组) with what he does; he may check people in."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="tasks", verbose_name="活动")
    member = models.ForeignKey(Member, models.PROTECT, related_name="organiser_tasks", verbose_name="负责人")
    title = models.CharField("任务", max_length=80)
    due_on = models.DateField("完成期限", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "筹备任务"
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.title


class ActivityStep(models.Model):
    """One step of an activity; append-only."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=12, choices=ActivityState)
    to_state = models.CharField(max_length=12, choices=ActivityState)
    note = models.CharField("意见", max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.activity_id} {self.to_state}"


class ActivityTemplate(models.Model):
    """What an activity is made from again: the plain fields of one, by name."""

    title = models.CharField("模板名称", max_length=80, unique=True)
    values = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动模板"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
