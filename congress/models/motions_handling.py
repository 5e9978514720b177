"""What happens to a motion: departments, replies, contacts, ratings, and every step with its note."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.motions import (
    ContactMethod,
    Grade,
    MotionAction,
    MotionState,
    Party,
    Satisfaction,
    UnitRole,
)
from congress.models.motions import Motion
from congress.models.terms import Session
from members.models import Member
from union.common.dates import day_of
from union.organisation.models import Department


class MotionUnit(models.Model):
    """A department in one round of handling; a reassigned one stays on record, not in force."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="units")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="motion_units", verbose_name="承办部门"
    )
    role = models.CharField("承办", max_length=8, choices=UnitRole, default=UnitRole.LEAD)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    in_force = models.BooleanField(default=True)
    plan = models.CharField("办理计划", max_length=500, blank=True)
    opinion = models.CharField("会签意见", max_length=300, blank=True)
    countersigned_at = models.DateTimeField("会签时间", null=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="会签人"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ("round", "-role", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("motion", "department", "round"), condition=Q(in_force=True), name="motion_unit_once"
            ),
            models.CheckConstraint(name="motion_unit_role_known", condition=Q(role__in=UnitRole.values)),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.get_role_display()}"


class MotionReply(models.Model):
    """The answer of a lead department in one round; earlier texts stay. Seen by movers once delivered."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="replies")
    unit = models.ForeignKey(MotionUnit, models.PROTECT, null=True, related_name="replies")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    text = models.TextField("答复内容", max_length=6000, blank=True)
    grade = models.CharField("办理结果", max_length=1, choices=Grade)
    promised_on = models.DateField("承诺完成日期", null=True, blank=True)
    signatory = models.CharField("部门负责人", max_length=40, blank=True)
    series_number = models.PositiveIntegerField("答复文号", null=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("拟稿时间", auto_now_add=True)
    is_current = models.BooleanField(default=True)  # False: sent back, replaced
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True)
    delivered_on = models.DateField("送达日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案答复"
        ordering = ("round", "id")
        constraints = [
            models.UniqueConstraint(fields=("session", "series_number"), name="motion_reply_number_unique"),
            models.UniqueConstraint(
                fields=("unit", "round"), condition=Q(is_current=True), name="motion_reply_one_current"
            ),
            models.CheckConstraint(
                name="motion_reply_b_promised",
                condition=~Q(grade="B") | Q(promised_on__isnull=False) | Q(drafted_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.round}"


class MotionContact(models.Model):
    """办前、办中、办后沟通: how a department spoke with the mover."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="contacts")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    method = models.CharField("方式", max_length=10, choices=ContactMethod)
    content = models.CharField("沟通情况", max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案沟通记录"
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.motion_id} {self.on}"


class MotionRating(models.Model):
    """The word of one mover or co-mover on the answer of one round."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="ratings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="motion_ratings", verbose_name="评价人")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    grade = models.CharField("评价", max_length=12, choices=Satisfaction)
    words = models.CharField("意见", max_length=500, blank=True)
    on_paper = models.BooleanField("纸质反馈，由工作人员代录", default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案评价"
        ordering = ("round", "id")
        constraints = [
            models.UniqueConstraint(fields=("motion", "member", "round"), name="motion_rating_once")
        ]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.grade}"


class MotionStep(models.Model):
    """One step of a motion; append-only, the way as people read it and the clocks count it."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="steps")
    action = models.CharField("办理", max_length=16, choices=MotionAction)
    from_state = models.CharField(max_length=16, choices=MotionState)
    to_state = models.CharField(max_length=16, choices=MotionState)
    party = models.CharField("办理方", max_length=10, choices=Party)
    note = models.CharField("意见", max_length=500, blank=True)
    due_on = models.DateField("期限", null=True)
    round = models.PositiveSmallIntegerField(default=1)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "提案办理记录"
        ordering = ("id",)
        indexes = [models.Index(fields=("motion", "id"), name="motion_step_order")]

    def __str__(self) -> str:
        return f"{self.motion_id} {self.action}"


class MotionRevision(models.Model):
    """The text as it stood before a motion that was handed in was corrected; append-only."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="revisions")
    title = models.CharField("案由", max_length=80)
    situation = models.TextField("现状与理由", max_length=4000, blank=True)
    proposal = models.TextField("建议措施", max_length=4000, blank=True)
    category = models.CharField("类别", max_length=60, blank=True)
    proposed_department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("更正原因", max_length=200)
    party = models.CharField("更正人", max_length=10, choices=Party)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案文字更正"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.motion_id} {day_of(self.at)}"


class MotionAward(models.Model):
    """先进承办部门 of a session; the award of a motion stands on the motion."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="motion_awards", verbose_name="会议")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    title = models.CharField("称号", max_length=40, default="先进承办部门")
    note = models.CharField("评选依据", max_length=120, blank=True)
    given_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "提案承办表彰"
        ordering = ("-given_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("session", "department", "title"), name="motion_award_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.department_id}"
