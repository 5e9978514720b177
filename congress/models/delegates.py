"""Constituencies, delegations, mandates and panels."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from congress.choices.delegates import (
    DelegateCategory,
    DelegationRole,
    MandateEnd,
    MandateOrigin,
    PanelKind,
    PanelRole,
)
from congress.models.terms import Term
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.models import Appointment, Branch, Department


class Delegation(VersionedModel):
    """代表团（组）: the delegates of one or more constituencies, for the term."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="delegations", verbose_name="届")
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "代表团"
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=("term", "name"), name="delegation_name_unique")]

    def __str__(self) -> str:
        return self.name


class Constituency(VersionedModel):
    """选区: one or several branches or departments whose staff elect ``seats`` delegates."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="constituencies", verbose_name="届")
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    branches = models.ManyToManyField(Branch, related_name="+", blank=True, verbose_name="支会")
    departments = models.ManyToManyField(Department, related_name="+", blank=True, verbose_name="科室")
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="constituencies",
        verbose_name="代表团",
    )
    staff_count = models.PositiveIntegerField("职工人数", default=0)  # counted when seats were given out
    seats = models.PositiveSmallIntegerField("代表名额", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "选区"
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=("term", "name"), name="constituency_name_unique")]

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    """One-word filters of mandates."""

    def in_office(self, day: dt.date) -> MandateQuerySet:
        """Mandates in force on ``day``; first and last day count."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Mandate(VersionedModel):
    """代表资格: one member is a full delegate (正式代表) of one term, from–to.

    Observers and guests are no mandates (`SessionGuest`), so nothing can count them by mistake.
    Written by services.mandates alone, which gives and ends the office of delegate in the same step.
    """

    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates", verbose_name="届")
    member = models.ForeignKey(Member, models.PROTECT, related_name="mandates", verbose_name="代表")
    constituency = models.ForeignKey(
        Constituency, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="选区"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="代表团"
    )
    role = models.CharField("团内职务", max_length=8, choices=PanelRole, default=PanelRole.MEMBER)
    category = models.CharField(
        "构成", max_length=12, choices=DelegateCategory, default=DelegateCategory.OTHER
    )
    number = models.PositiveSmallIntegerField("代表证号")  # per term, never used again
    origin = models.CharField("产生方式", max_length=12, choices=MandateOrigin, default=MandateOrigin.ELECTED)
    document = models.CharField("依据", max_length=120)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)  # last day in office
    end_reason = models.CharField("终止原因", max_length=12, choices=MandateEnd, blank=True)
    end_document = models.CharField("终止依据", max_length=120, blank=True)
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, editable=False, related_name="mandate", verbose_name="任职"
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工代表"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("term", "number"), name="mandate_number_unique"),
            models.UniqueConstraint(
                fields=("term", "member"), condition=Q(ends_on=None), name="mandate_one_open"
            ),
            models.CheckConstraint(
                name="mandate_dates", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="mandate_end_reasoned", condition=Q(ends_on=None) | ~Q(end_reason="")
            ),
        ]
        indexes = [models.Index(fields=("term", "ends_on"), name="mandate_in_office")]

    def __str__(self) -> str:
        return self.member.name

    @property
    def role_label(self) -> str:
        """Post within the delegation: 团长, 副团长, 代表."""
        return DelegationRole(self.role).label


class Panel(VersionedModel):
    """专门委员会（小组）, standing for the term; its people are delegates."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="panels", verbose_name="届")
    kind = models.CharField("类别", max_length=14, choices=PanelKind)
    name = models.CharField("名称", max_length=40)
    duties = models.CharField("职责", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专门委员会"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("term", "name"), name="panel_name_unique")]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """A delegate sits on a panel from–to. People of the motion panel hold the office 提案委委员 as long."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="people", verbose_name="专门委员会")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="panel_seats", verbose_name="代表")
    role = models.CharField("职务", max_length=8, choices=PanelRole, default=PanelRole.MEMBER)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, editable=False, related_name="panel_seat"
    )

    class Meta:
        verbose_name = verbose_name_plural = "专门委员会成员"
        ordering = ("panel", "starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("panel", "mandate"), condition=Q(ends_on=None), name="panel_seat_one_open"
            ),
            models.CheckConstraint(
                name="panel_seat_dates", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.mandate}"
