"""Fixtures and results, prizes."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from events.choices.activities import PrizeFor
from events.models.activities import Activity
from events.models.signups import Team
from members.models import Member


class Match(models.Model):
    """One fixture. In a knock-out a side may be open until the round before is played."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="matches", verbose_name="活动")
    round_no = models.PositiveSmallIntegerField("轮次")
    position = models.PositiveSmallIntegerField("场序")
    home = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="home_matches", verbose_name="甲方"
    )
    away = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="away_matches", verbose_name="乙方"
    )
    home_score = models.PositiveSmallIntegerField("甲方得分", null=True, blank=True)
    away_score = models.PositiveSmallIntegerField("乙方得分", null=True, blank=True)
    is_bye = models.BooleanField("轮空", default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "比赛场次"
        ordering = ("round_no", "position")
        constraints = [
            models.UniqueConstraint(fields=("activity", "round_no", "position"), name="events_match_place"),
            models.CheckConstraint(
                name="events_match_not_self", condition=Q(home=None) | Q(away=None) | ~Q(home=F("away"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_no}-{self.position}"


class Prize(models.Model):
    """A prize and how much each winner gets (goods at their price)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="prizes", verbose_name="活动")
    name = models.CharField("奖项", max_length=40)
    rank = models.PositiveSmallIntegerField("等次", default=1)
    given_to = models.CharField("授予", max_length=8, choices=PrizeFor, default=PrizeFor.PERSON)
    content = models.CharField("奖品", max_length=60, blank=True)
    amount = models.DecimalField("每人金额（元）", max_digits=8, decimal_places=2, default=Decimal(0))
    override_reason = models.CharField("超标说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "奖项"
        ordering = ("rank", "pk")
        constraints = [models.CheckConstraint(name="events_prize_amount", condition=Q(amount__gte=0))]

    def __str__(self) -> str:
        return self.name


class PrizeWinner(models.Model):
    """Who won; the signature stands on the paper list."""

    prize = models.ForeignKey(Prize, models.CASCADE, related_name="winners", verbose_name="奖项")
    member = models.ForeignKey(Member, models.PROTECT, related_name="prizes_won", verbose_name="会员")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name="参赛队")

    class Meta:
        verbose_name = verbose_name_plural = "获奖"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("prize", "member"), name="events_winner_once")]

    def __str__(self) -> str:
        return f"{self.prize_id} {self.member_id}"
