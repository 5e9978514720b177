"""换届 of union bodies, the officer archive, delegates' training and inspection tours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.choices.bodies import BodyElectionState, BodySeat, FindingState, Grade, ReviewKind, TourState
from congress.models.delegates import Mandate
from congress.models.terms import Session, Term
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.choices import Office
from union.organisation.models import Appointment, Branch, Department, Group

_USER = settings.AUTH_USER_MODEL


class BodyElection(VersionedModel):
    """换届选举 of one body. ``state`` is written by services.bodies alone."""

    seat = models.CharField("选举对象", max_length=14, choices=BodySeat)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="工会小组"
    )
    is_by_election = models.BooleanField("补选", default=False)
    term_label = models.CharField("届次", max_length=30)
    starts_on = models.DateField("本届起")
    ends_on = models.DateField("本届止")
    planned_on = models.DateField("计划选举日期")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="body_elections", verbose_name="所在会议"
    )
    meeting = models.CharField("选举会议", max_length=80, blank=True)  # 会员大会、会员代表大会
    seats = models.PositiveSmallIntegerField("应选名额", default=1)
    candidates_document = models.CharField("候选人报批文号", max_length=120, blank=True)
    held_on = models.DateField("选举日期", null=True, blank=True)
    entitled = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    ballots_out = models.PositiveIntegerField("发出选票", null=True, blank=True)
    ballots_in = models.PositiveIntegerField("收回选票", null=True, blank=True)
    ballots_valid = models.PositiveIntegerField("有效票", null=True, blank=True)
    approval_document = models.CharField("结果批复文号", max_length=120, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=BodyElectionState, default=BodyElectionState.PLANNED, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "换届选举"
        ordering = ("-planned_on", "-id")
        constraints = [
            models.CheckConstraint(
                name="body_election_state_known", condition=Q(state__in=BodyElectionState.values)
            ),
            models.CheckConstraint(name="body_election_term", condition=Q(ends_on__gt=F("starts_on"))),
        ]

    def __str__(self) -> str:
        unit = self.branch or self.group
        return f"{self.term_label}{unit.name if unit else ''}{self.get_seat_display()}{self.purpose}"

    @property
    def purpose(self) -> str:
        """A new term, or a seat that fell vacant in the term."""
        return "补选" if self.is_by_election else "换届"


class BodyCandidate(models.Model):
    """A candidate of a body election; the votes come from the tellers' protocol."""

    election = models.ForeignKey(BodyElection, models.CASCADE, related_name="candidates")
    member = models.ForeignKey(Member, models.PROTECT, related_name="body_candidacies", verbose_name="候选人")
    office = models.CharField("职务", max_length=20, choices=Office)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    is_elected = models.BooleanField("当选", default=False)
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, editable=False, related_name="candidacy"
    )

    class Meta:
        verbose_name = verbose_name_plural = "换届候选人"
        ordering = ("-votes", "id")
        constraints = [
            models.UniqueConstraint(fields=("election", "member", "office"), name="body_candidate_unique")
        ]

    def __str__(self) -> str:
        return self.member.name


class OfficerReview(VersionedModel):
    """干部档案: a year's appraisal, assessment or report of a union officer."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="officer_reviews", verbose_name="干部")
    office = models.CharField("职务", max_length=20, choices=Office)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("种类", max_length=12, choices=ReviewKind)
    grade = models.CharField("等次", max_length=12, choices=Grade, blank=True)
    held_on = models.DateField("评议或报告日期")
    meeting = models.CharField("会议", max_length=80, blank=True)
    summary = models.TextField("内容", max_length=4000, blank=True)
    document = models.CharField("依据", max_length=120, blank=True)
    recorded_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "工会干部考核"
        ordering = ("-year", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("member", "office", "year", "kind"), name="officer_review_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.year} {self.get_kind_display()}"


class Training(VersionedModel):
    """职工代表培训."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="trainings", verbose_name="届")
    title = models.CharField("主题", max_length=80)
    held_on = models.DateField("培训日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, default=4)
    trainer = models.CharField("主讲", max_length=60, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    participants = models.ManyToManyField(
        Mandate, related_name="trainings", blank=True, verbose_name="参训代表"
    )

    class Meta:
        verbose_name = verbose_name_plural = "代表培训"
        ordering = ("-held_on", "-id")

    def __str__(self) -> str:
        return self.title


class Tour(VersionedModel):
    """职工代表巡视: plan, team, and what was found."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="tours", verbose_name="届")
    title = models.CharField("主题", max_length=80)
    plan = models.TextField("方案", max_length=2000, blank=True)
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("巡视日期", null=True, blank=True)
    team = models.ManyToManyField(Mandate, related_name="tours", blank=True, verbose_name="巡视代表")
    state = models.CharField(
        "状态", max_length=12, choices=TourState, default=TourState.PLANNED, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "代表巡视"
        ordering = ("-planned_on", "-id")

    def __str__(self) -> str:
        return self.title


class Finding(VersionedModel):
    """A finding of a tour, what the department answered, and whether it was put right."""

    tour = models.ForeignKey(Tour, models.PROTECT, related_name="findings", verbose_name="巡视")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任科室"
    )
    text = models.TextField("问题", max_length=1000)
    due_on = models.DateField("答复期限")
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    follow_up = models.CharField("复查情况", max_length=300, blank=True)
    settled_on = models.DateField("整改日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState, default=FindingState.OPEN, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "巡视问题"
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return self.text[:20]
