"""Women's work: protection periods, single parents, services, meetings. Readable by those in charge alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import Member
from union.common.encryption import EncryptedTextField
from union.organisation.models import Branch
from welfare.choices.women import MeetingKind, ProtectionKind, ServiceKind

_USER = settings.AUTH_USER_MODEL


class ProtectionPeriod(models.Model):
    """孕期、产假、哺乳期 of one woman."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="protections", verbose_name="会员")
    kind = models.CharField("类别", max_length=10, choices=ProtectionKind)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期")
    due_on = models.DateField("预产期或出生日期", null=True, blank=True)
    note = EncryptedTextField("情况", purpose="protection.note")
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "女职工保护期"
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("member", "kind", "starts_on"), name="protection_unique"),
            models.CheckConstraint(name="protection_dates", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"


class SingleParent(models.Model):
    """单亲家庭: since when, until when; what is known of the children is encrypted."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="single_parent", verbose_name="会员")
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)
    children = EncryptedTextField("子女情况", purpose="single_parent.children")
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "单亲家庭"
        ordering = ("-since",)
        constraints = [
            models.UniqueConstraint(fields=("member",), condition=Q(until=None), name="single_parent_once"),
            models.CheckConstraint(
                name="single_parent_dates", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"单亲家庭 {self.since}"


class WomenService(models.Model):
    """生育服务、家庭走访 …: one service for one woman; what was said is encrypted."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="women_services", verbose_name="会员")
    kind = models.CharField("服务", max_length=10, choices=ServiceKind)
    on = models.DateField("日期")
    note = EncryptedTextField("情况", purpose="women_service.note")
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "女职工服务"
        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class WomenMeeting(models.Model):
    """女职工生活会、三八节活动 …: what, when, how many came."""

    title = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=MeetingKind)
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    attended = models.PositiveIntegerField("参加人数")
    content = EncryptedTextField("内容", purpose="women_meeting.content", max_length=500)
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "女职工活动"
        ordering = ("-on", "-id")
        constraints = [models.UniqueConstraint(fields=("title", "on"), name="women_meeting_unique")]

    def __str__(self) -> str:
        return self.title
