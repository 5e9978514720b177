"""Votes and elections of a session. The box behind them is a `Poll`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congress.choices.votes import Base, Electorate, Outcome, Standing, Threshold, VoteKind
from congress.models.ballots import Poll
from congress.models.bodies import BodyElection
from congress.models.terms import AgendaItem, Session
from members.models import Member
from union.common.models import VersionedModel


class Vote(VersionedModel):
    """一次表决或选举. A repeat is a row of its own; nothing overwrites what was decided before."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="vote", editable=False)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="votes", verbose_name="会议"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="votes", verbose_name="议程"
    )
    kind = models.CharField("类别", max_length=8, choices=VoteKind, default=VoteKind.ITEM)
    electorate = models.CharField("投票人", max_length=10, choices=Electorate, default=Electorate.DELEGATES)
    base = models.CharField("计算基数", max_length=10, choices=Base, default=Base.ENTITLED)
    threshold = models.CharField(
        "通过比例", max_length=14, choices=Threshold, default=Threshold.MORE_THAN_HALF
    )
    seats = models.PositiveSmallIntegerField("应选名额", default=0)
    write_in = models.BooleanField("可以另选他人", default=True)
    wording = models.TextField("表决内容", max_length=2000, blank=True)
    document = models.CharField("选举（表决）办法", max_length=120, blank=True)
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="repeated_by", verbose_name="上一轮"
    )
    round = models.PositiveSmallIntegerField("轮次", default=1, editable=False)
    needed = models.PositiveIntegerField("须得票数", default=0, editable=False)
    yes = models.PositiveIntegerField("赞成", default=0, editable=False)
    no = models.PositiveIntegerField("反对", default=0, editable=False)
    abstain = models.PositiveIntegerField("弃权", default=0, editable=False)
    ballots = models.PositiveIntegerField("收回", default=0, editable=False)
    invalid = models.PositiveIntegerField("废票", default=0, editable=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True, editable=False)
    body_election = models.ForeignKey(
        BodyElection, models.PROTECT, null=True, blank=True, related_name="votes", verbose_name="换届选举"
    )

    class Meta:
        verbose_name = verbose_name_plural = "表决与选举"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="vote_seats_of_elections",
                condition=Q(kind=VoteKind.ITEM, seats=0) | (~Q(kind=VoteKind.ITEM) & Q(seats__gte=1)),
            )
        ]

    def __str__(self) -> str:
        return self.poll.title

    @property
    def is_election(self) -> bool:
        """True for 等额 and 差额 elections."""
        return self.kind != VoteKind.ITEM


class Candidate(models.Model):
    """候选人, or a name that was written in (added at the count)."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="candidates")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name="会员"
    )
    name = models.CharField("姓名", max_length=60)
    note = models.CharField("简介", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=1)  # by strokes of the name, as the form asks
    is_write_in = models.BooleanField("另选他人", default=False)
    yes = models.PositiveIntegerField("赞成", default=0, editable=False)
    no = models.PositiveIntegerField("反对", default=0, editable=False)
    abstain = models.PositiveIntegerField("弃权", default=0, editable=False)
    rank = models.PositiveSmallIntegerField("名次", null=True, editable=False)
    standing = models.CharField("结果", max_length=12, choices=Standing, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "候选人"
        ordering = ("is_write_in", "rank", "position", "id")
        constraints = [models.UniqueConstraint(fields=("vote", "name"), name="candidate_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Name of its line on the ballot."""
        return f"c{self.pk}"
