"""Venues (职工之家, 活动室, 书屋): opening hours, bookings without overlaps, visitors of a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from events.choices.venues import BookingState, VenueKind, Weekday
from events.models.clubs import Club
from members.models import Member
from union.common.models.versioned import VersionedModel


class Venue(VersionedModel):
    """One place. Its row is the lock of its bookings."""

    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=8, choices=VenueKind)
    place = models.CharField("位置", max_length=80)
    capacity = models.PositiveSmallIntegerField("容纳人数", null=True, blank=True)
    keeper = models.CharField("管理人及电话", max_length=60, blank=True)
    rules = models.TextField("使用规定", blank=True, max_length=2000)
    bookable = models.BooleanField("可以预约", default=True)
    most_hours = models.PositiveSmallIntegerField("每次最多几小时", default=3)
    days_ahead = models.PositiveSmallIntegerField("最多提前几天预约", default=14)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("name",), condition=Q(closed_on=None), name="events_venue_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rooms:venue_detail", args=[self.pk])


class OpeningHours(models.Model):
    """Open on a weekday from–to; several a day are possible (07:20–07:50 and noon)."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="hours", verbose_name="场地")
    weekday = models.CharField("星期", max_length=1, choices=Weekday)
    opens = models.TimeField("开放")
    closes = models.TimeField("关闭")

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        ordering = ("weekday", "opens")
        constraints = [models.CheckConstraint(name="events_hours_order", condition=Q(closes__gt=F("opens")))]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Booking(models.Model):
    """A venue for somebody from–to; two booked ones of a venue never overlap.

    services.venues holds the venue's row; on PostgreSQL an exclusion constraint (migration) stands behind.
    """

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="bookings", verbose_name="场地")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    purpose = models.CharField("用途", max_length=80)
    people = models.PositiveSmallIntegerField("人数", default=1)
    member = models.ForeignKey(Member, models.PROTECT, related_name="bookings", verbose_name="预约人")
    club = models.ForeignKey(
        Club, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="兴趣小组"
    )
    state = models.CharField("状态", max_length=10, choices=BookingState, default=BookingState.BOOKED)
    used_people = models.PositiveSmallIntegerField("实到人数", null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    booked_at = models.DateTimeField("预约时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地预约"
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(name="events_booking_times", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=("venue", "starts_at"), name="events_booking_time")]

    def __str__(self) -> str:
        return f"{self.venue_id} {timezone.localtime(self.starts_at):%m-%d %H:%M}"


class VisitorCount(models.Model):
    """How many came to a venue on a day without booking (人次): the tally at the door."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="visitors", verbose_name="场地")
    day = models.DateField("日期")
    visitors = models.PositiveIntegerField("到访（人次）")
    note = models.CharField("备注", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地到访登记"
        ordering = ("-day", "-pk")
        constraints = [models.UniqueConstraint(fields=("venue", "day"), name="events_visitors_once")]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.day}"
