"""Meetings (委员会, 小组长会, 联席会): agenda, who came, minutes, decisions, what is to be done by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.trainings import MeetingKind, MeetingState, Presence
from members.models import Member
from union.common.models.versioned import VersionedModel
from union.organisation.models import Branch


class Meeting(VersionedModel):
    """One meeting. ``state`` is written by services.meetings alone."""

    title = models.CharField("会议名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=MeetingKind)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState, default=MeetingState.DRAFT, editable=False
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="召开支会"
    )
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80)
    chair = models.CharField("主持人", max_length=40, blank=True)
    recorder = models.CharField("记录人", max_length=40, blank=True)
    agenda = models.TextField("议题", max_length=2000)
    guests = models.CharField("列席人员", max_length=300, blank=True)
    minutes = models.TextField("会议记录", blank=True, max_length=8000)
    decisions = models.TextField("决议事项", blank=True, max_length=4000)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="定稿人"
    )
    confirmed_on = models.DateField("定稿日期", null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(name="events_meeting_state", condition=Q(state__in=MeetingState.values)),
            models.CheckConstraint(
                name="events_meeting_confirmed",
                condition=~Q(state=MeetingState.CONFIRMED) | ~Q(minutes=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:meeting_detail", args=[self.pk])


class Attendee(models.Model):
    """Somebody invited to a meeting, and whether he came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees", verbose_name="会议")
    member = models.ForeignKey(Member, models.PROTECT, related_name="meetings", verbose_name="参会人")
    presence = models.CharField("出席", max_length=8, choices=Presence, default=Presence.INVITED)

    class Meta:
        verbose_name = verbose_name_plural = "参会人员"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("meeting", "member"), name="events_attendee_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class ActionItem(models.Model):
    """What a meeting gave somebody to do, until when; done when ``done_on`` is set."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name="会议")
    text = models.CharField("督办事项", max_length=200)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="action_items", verbose_name="责任人")
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    outcome = models.CharField("完成情况", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议督办事项"
        ordering = ("due_on", "pk")
        indexes = [models.Index(fields=("done_on", "due_on"), name="events_item_due")]

    def __str__(self) -> str:
        return self.text
