"""Elections in a constituency, and seats that fell vacant."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.choices.delegates import DelegateCategory, ElectionKind, ElectionState
from congress.models.delegates import Constituency, Mandate
from members.models import Member
from union.common.models import VersionedModel


class ConstituencyElection(VersionedModel):
    """选区选举、补选或撤免. ``state`` is written by services.elections alone."""

    constituency = models.ForeignKey(
        Constituency, models.PROTECT, related_name="elections", verbose_name="选区"
    )
    kind = models.CharField("事项", max_length=12, choices=ElectionKind, default=ElectionKind.GENERAL)
    seats = models.PositiveSmallIntegerField("应选名额", default=1)
    target = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="recalls", verbose_name="拟撤免代表"
    )
    held_on = models.DateField("投票日期", null=True, blank=True)
    place = models.CharField("投票地点", max_length=80, blank=True)
    staff_count = models.PositiveIntegerField("选区职工数", null=True, blank=True)
    took_part = models.PositiveIntegerField("参加人数", null=True, blank=True)
    recall_votes = models.PositiveIntegerField("赞成撤免票", null=True, blank=True)
    document = models.CharField("选举记录（文件或会议）", max_length=120, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=ElectionState, default=ElectionState.NOMINATING, editable=False
    )
    outcome_note = models.CharField(max_length=300, blank=True, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "选区选举"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="election_state_known", condition=Q(state__in=ElectionState.values)),
            models.CheckConstraint(
                name="election_counts", condition=Q(took_part=None) | Q(took_part__lte=F("staff_count"))
            ),
            models.CheckConstraint(
                name="election_recall_target",
                condition=Q(kind="recall", target__isnull=False) | (~Q(kind="recall") & Q(target=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.constituency}{self.get_kind_display()}"


class Nominee(models.Model):
    """A candidate of a constituency and the votes counted for him."""

    election = models.ForeignKey(ConstituencyElection, models.CASCADE, related_name="nominees")
    member = models.ForeignKey(Member, models.PROTECT, related_name="nominations", verbose_name="候选人")
    category = models.CharField(
        "构成", max_length=12, choices=DelegateCategory, default=DelegateCategory.OTHER
    )
    nominated_by = models.CharField("提名方", max_length=60, blank=True)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    is_elected = models.BooleanField("当选", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "代表候选人"
        ordering = ("-votes", "id")
        constraints = [
            models.UniqueConstraint(fields=("election", "member"), name="nominee_once_per_election")
        ]

    def __str__(self) -> str:
        return self.member.name


class Vacancy(models.Model):
    """缺额: a seat whose delegate left before the end of the term; filled by a by-election."""

    constituency = models.ForeignKey(
        Constituency, models.PROTECT, related_name="vacancies", verbose_name="选区"
    )
    mandate = models.OneToOneField(Mandate, models.PROTECT, related_name="vacancy", verbose_name="原代表")
    opened_on = models.DateField("出缺日期")
    filled_by = models.OneToOneField(
        Mandate, models.PROTECT, null=True, related_name="fills", verbose_name="补选代表"
    )

    class Meta:
        verbose_name = verbose_name_plural = "代表缺额"
        ordering = ("-opened_on", "id")

    def __str__(self) -> str:
        return f"{self.constituency} {self.opened_on}"
