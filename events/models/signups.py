"""Sign-ups, teams, attendance, feedback."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.choices.activities import CheckInMethod, SignUpChannel, SignUpState
from events.models.activities import Activity, ActivitySession
from members.models import Member

ACTIVE = (SignUpState.PENDING, SignUpState.CONFIRMED, SignUpState.WAITING)


class Team(models.Model):
    """A team of a contest; it comes with a team's sign-up, or is put together by the organisers."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="teams", verbose_name="活动")
    name = models.CharField("队名", max_length=40)
    captain = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="captained_teams", verbose_name="队长"
    )
    position = models.PositiveSmallIntegerField("种子顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "参赛队"
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=("activity", "name"), name="events_team_name")]

    def __str__(self) -> str:
        return self.name


class SignUp(models.Model):
    """A person's sign-up. ``state`` is written by services.signups and services.waiting alone.

    ``seats`` are the places it draws: 1 and the family. In a team the captain's row draws the places of
    the whole team, the others (``lead``) draw none and follow it: together or not at all.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="signups", verbose_name="活动")
    session = models.ForeignKey(ActivitySession, models.PROTECT, related_name="signups", verbose_name="场次")
    member = models.ForeignKey(Member, models.PROTECT, related_name="signups", verbose_name="会员")
    number = models.PositiveIntegerField("报名号")
    state = models.CharField("状态", max_length=10, choices=SignUpState, editable=False)
    channel = models.CharField("报名途径", max_length=8, choices=SignUpChannel, default=SignUpChannel.OWN)
    family_count = models.PositiveSmallIntegerField("家属人数", default=0)
    seats = models.PositiveSmallIntegerField("占用名额", default=1)
    quota_branch = models.ForeignKey(
        "organisation.Branch", models.PROTECT, null=True, related_name="+", verbose_name="名额支会"
    )
    deferred = models.BooleanField("报名未到，列后", default=False)  # moves up only after the deadline
    waiting_number = models.PositiveIntegerField("候补序号", null=True, blank=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="signups", verbose_name="参赛队"
    )
    lead = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    answers = models.JSONField("问题答案", default=dict, blank=True)  # {Question.pk: text}
    note = models.CharField("备注", max_length=120, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    signed_at = models.DateTimeField("报名时间", auto_now_add=True)
    moved_up_at = models.DateTimeField("候补转正时间", null=True, blank=True)
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)
    no_show = models.BooleanField("报名未到", default=False)
    feedback_given = models.BooleanField("已反馈", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "活动报名"
        ordering = ("activity", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("activity", "member"), condition=Q(state__in=ACTIVE), name="events_signup_one_active"
            ),
            models.UniqueConstraint(fields=("activity", "number"), name="events_signup_number"),
            models.UniqueConstraint(
                fields=("session", "waiting_number"),
                condition=Q(state=SignUpState.WAITING, lead=None),
                name="events_waiting_number",
            ),
            models.CheckConstraint(
                name="events_waiting_has_number",
                condition=~Q(state=SignUpState.WAITING)
                | Q(waiting_number__isnull=False)
                | Q(lead__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=("session", "state", "waiting_number"), name="events_signup_queue"),
            models.Index(fields=("member", "state"), name="events_signup_member"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.number}"


class Attendance(models.Model):
    """That somebody came (and went): one row per sign-up and check-in point."""

    signup = models.ForeignKey(SignUp, models.PROTECT, related_name="attendances", verbose_name="报名")
    point = models.PositiveSmallIntegerField("签到点", default=0)
    in_at = models.DateTimeField("签到时间")
    out_at = models.DateTimeField("签退时间", null=True, blank=True)
    method = models.CharField("方式", max_length=8, choices=CheckInMethod)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ("in_at", "pk")
        constraints = [models.UniqueConstraint(fields=("signup", "point"), name="events_attendance_once")]

    def __str__(self) -> str:
        return f"{self.signup_id} {self.point}"


class Feedback(models.Model):
    """An answer about an activity. Anonymous ones keep neither person nor hour."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="feedbacks", verbose_name="活动")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="activity_feedbacks", verbose_name="会员"
    )
    rating = models.PositiveSmallIntegerField("满意度")
    text = models.CharField("意见建议", max_length=500, blank=True)
    given_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "活动反馈"
        constraints = [
            models.CheckConstraint(name="events_feedback_rating", condition=Q(rating__gte=1, rating__lte=5))
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.rating}"
