"""Yearly programmes of honours (评优评先), nominations, votes, and the register of honours (荣誉台账)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from events.choices.honours import AwardTo, HonourLevel, NominationState, ProgrammeState, Voters
from events.models.notices import Bulletin
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.models import Branch


class Programme(VersionedModel):
    """One honour of one year. ``state`` is written by services.honours alone; its row locks its votes."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("荣誉名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=HonourLevel, default=HonourLevel.HOSPITAL)
    award_to = models.CharField("评选对象", max_length=8, choices=AwardTo, default=AwardTo.MEMBER)
    places = models.PositiveSmallIntegerField("表彰名额")
    min_words = models.PositiveSmallIntegerField("事迹材料最少字数", default=0)
    criteria = models.TextField("评选条件", blank=True, max_length=2000)
    basis = models.CharField("依据文件", max_length=200, blank=True)
    nominate_until = models.DateField("推荐截止")
    voters = models.CharField("投票", max_length=10, choices=Voters, default=Voters.NOBODY)
    vote_until = models.DateField("投票截止", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT, editable=False
    )
    publicity_from = models.DateField("公示开始", null=True, editable=False)
    publicity_until = models.DateField("公示截止", null=True, editable=False)
    bulletin = models.OneToOneField(
        Bulletin, models.SET_NULL, null=True, editable=False, related_name="programme", verbose_name="公示"
    )
    granted_on = models.DateField("表彰日期", null=True, editable=False)
    document = models.CharField("表彰文号", max_length=80, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拟定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "评优项目"
        ordering = ("-year", "pk")
        constraints = [
            models.UniqueConstraint(fields=("year", "title"), name="events_programme_once"),
            models.CheckConstraint(
                name="events_programme_state", condition=Q(state__in=ProgrammeState.values)
            ),
            models.CheckConstraint(name="events_programme_places", condition=Q(places__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度{self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:programme_detail", args=[self.pk])


class ProgrammeQuota(models.Model):
    """How many a branch may nominate; without a row: as many as there are places."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="quotas")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name="支会")
    places = models.PositiveSmallIntegerField("推荐名额")

    class Meta:
        verbose_name = verbose_name_plural = "推荐名额"
        ordering = ("branch__name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("programme", "branch"), name="events_programme_quota_once")
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.places}"


class Nomination(VersionedModel):
    """One member or unit nominated by a branch. ``state`` is written by services.honours alone."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="nominations", verbose_name="评优项目"
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="honour_nominations",
        verbose_name="被推荐人",
    )
    unit_name = models.CharField("被推荐集体", max_length=60, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name="推荐支会")
    write_up = models.TextField("主要事迹", max_length=8000)
    state = models.CharField(
        "状态", max_length=12, choices=NominationState, default=NominationState.NOMINATED, editable=False
    )
    comment = models.CharField("评审意见", max_length=300, blank=True, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="推荐人"
    )
    nominated_on = models.DateField("推荐日期")

    class Meta:
        verbose_name = verbose_name_plural = "推荐"
        ordering = ("programme", "branch__name", "pk")
        constraints = [
            models.CheckConstraint(
                name="events_nomination_whom",
                condition=Q(member=None, unit_name__gt="") | Q(member__isnull=False, unit_name=""),
            ),
            models.UniqueConstraint(
                fields=("programme", "member"), name="events_nominated_once",
                condition=Q(member__isnull=False) & ~Q(state="withdrawn"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """Name of the member or unit."""
        return self.member.name if self.member else self.unit_name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:nomination_detail", args=[self.pk])


class HonourVote(models.Model):
    """One vote for one nomination; open, not sealed."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("nomination", "voter"), name="events_honour_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.voter_id}"


class Honour(models.Model):
    """An honour that was given, by the hospital or from above (劳模 …); taken back, never deleted."""

    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="获奖人"
    )
    unit_name = models.CharField("获奖集体", max_length=60, blank=True)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="支会"
    )
    title = models.CharField("荣誉名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=HonourLevel, default=HonourLevel.HOSPITAL)
    issuer = models.CharField("授予单位", max_length=80)
    granted_on = models.DateField("授予日期")
    document = models.CharField("文号", max_length=80, blank=True)
    serial = models.CharField("证书编号", max_length=30, blank=True)
    nomination = models.OneToOneField(
        Nomination, models.PROTECT, null=True, editable=False, related_name="honour"
    )
    revoked_on = models.DateField("撤销日期", null=True, editable=False)
    revoke_reason = models.CharField("撤销原因", max_length=200, blank=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ("-granted_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="events_honour_whom",
                condition=Q(member=None, unit_name__gt="") | Q(member__isnull=False, unit_name=""),
            ),
            models.UniqueConstraint(
                fields=("serial",), condition=Q(serial__gt=""), name="events_honour_serial_once"
            ),
        ]
        indexes = [models.Index(fields=("granted_on",), name="events_honour_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def who(self) -> str:
        """Name of the member or unit."""
        return self.member.name if self.member else self.unit_name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:honour_detail", args=[self.pk])
