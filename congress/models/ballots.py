"""Polls: who may vote, who has voted, what was sealed, what was opened. See docs/adr/0010-sealed-ballots.md.

No table here says who voted what or when: marks carry no number and no time, ballots no voter. Between the
first ballot and the close the only link is that mark and sealed ballot were written together, and what the
link leads to nobody can read.
"""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from union.common.models import VersionedModel

MODES = [mode for mode in VoteMode.choices if mode[0] != VoteMode.NONE]


def random_key() -> uuid.UUID:
    """128 random bits: the order of keys says nothing about the order of rows (uuid1 and counters would)."""
    return uuid.UUID(bytes=secrets.token_bytes(16))


class Poll(VersionedModel):
    """一次投票: the box behind a vote, an election or an appraisal. ``state``: services.polls."""

    title = models.CharField("名称", max_length=120)
    mode = models.CharField("方式", max_length=8, choices=MODES, default=VoteMode.SECRET)
    state = models.CharField(
        "状态", max_length=10, choices=PollState, default=PollState.DRAFT, editable=False
    )
    allow_paper = models.BooleanField("同时使用纸质票", default=False)
    minimum = models.PositiveSmallIntegerField("最少票数", default=5)  # fewer are never opened
    closes_at = models.DateTimeField("截止时间", null=True, blank=True)
    form = models.JSONField(default=dict, editable=False)  # rules.ballots.BallotForm, frozen at the opening
    padded_bytes = models.PositiveIntegerField(default=0, editable=False)
    public_key = models.BinaryField(null=True, editable=False)
    private_key = models.BinaryField(null=True, editable=False)  # sealed to both tellers; gone at the close
    roll_digest = models.CharField("名册校验值", max_length=64, blank=True, editable=False)
    entitled = models.PositiveIntegerField("应到", default=0, editable=False)
    present = models.PositiveIntegerField("实到", default=0, editable=False)
    online_ballots = models.PositiveIntegerField("线上票", default=0, editable=False)
    paper_issued = models.PositiveIntegerField("发出纸质票", default=0, editable=False)
    paper_returned = models.PositiveIntegerField("收回纸质票", default=0, editable=False)
    online_tally = models.JSONField(null=True, editable=False)  # rules.ballots.Tally
    paper_tally = models.JSONField(null=True, editable=False)
    trackers = models.JSONField(default=list, editable=False)  # sorted, without choices
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField("开始时间", null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField("结束时间", null=True, editable=False)
    rewritten_at = models.DateTimeField("清理时间", null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "投票"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="poll_state_known", condition=Q(state__in=PollState.values)),
            models.CheckConstraint(
                name="poll_key_only_while_open", condition=Q(private_key=None) | Q(state=PollState.OPEN)
            ),
            models.CheckConstraint(name="poll_minimum", condition=Q(minimum__gte=5)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def roll_check(self) -> str:
        """The roll's digest in groups of four, as people compare it.

        In one piece, eleven of its digits could be taken for a phone number and hidden in the audit trail.
        """
        return " ".join(self.roll_digest[at : at + 4] for at in range(0, len(self.roll_digest), 4))

    @property
    def context(self) -> bytes:
        """What every ballot of this poll is bound to."""
        return f"union poll {self.pk}".encode()


class RollEntry(models.Model):
    """名册: somebody who may vote, as it stood at the opening; frozen from then on.

    ``voter`` is "u17" (a user) or "c…" (the digest of a one-time code); ``box``: the group it is counted in.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="roll")
    voter = models.CharField(max_length=70)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField("姓名", max_length=60, blank=True)
    unit = models.CharField("代表团（科室）", max_length=60, blank=True)
    box = models.CharField("分组", max_length=20, blank=True)
    is_present = models.BooleanField("实到", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票名册"
        ordering = ("unit", "name", "id")
        constraints = [models.UniqueConstraint(fields=("poll", "voter"), name="roll_entry_unique")]

    def __str__(self) -> str:
        return self.name


class BallotMark(models.Model):
    """已投票（领票）: the primary key makes a second vote impossible. No number, no time, no order."""

    pk = models.CompositePrimaryKey("poll_id", "voter")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="marks")
    voter = models.CharField(max_length=70)
    on_paper = models.BooleanField(default=False)  # a paper ballot was handed out

    class Meta:
        verbose_name = verbose_name_plural = "投票标记"

    def __str__(self) -> str:
        return "已投票"


class SealedBallot(models.Model):
    """密封选票: one length, no voter, no time. Deleted at the close."""

    id = models.UUIDField(primary_key=True, default=random_key, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="sealed")
    box = models.CharField(max_length=20, blank=True)
    content = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "密封选票"

    def __str__(self) -> str:
        return "密封选票"


class OpenedBallot(models.Model):
    """开启的选票, in the order of the shuffle. ``question`` names the line where answers are kept apart."""

    id = models.UUIDField(primary_key=True, default=random_key, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="opened")
    box = models.CharField(max_length=20, blank=True)
    question = models.CharField(max_length=20, blank=True)
    content = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "已开启选票"

    def __str__(self) -> str:
        return "选票"


class NamedBallot(models.Model):
    """记名表决: who said what, for all to see. One a voter, by primary key."""

    entry = models.OneToOneField(RollEntry, models.CASCADE, primary_key=True, related_name="named")
    answers = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "记名票"

    def __str__(self) -> str:
        return str(self.entry)


class PollTeller(models.Model):
    """监票人、计票人. A 监票人 of a secret poll holds one half of the key, by a passphrase."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="tellers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    role = models.CharField("职责", max_length=10, choices=TellerRole)
    salt = models.BinaryField(null=True, editable=False)
    public_key = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "监票人和计票人"
        ordering = ("-role", "id")  # 监票人 first
        constraints = [models.UniqueConstraint(fields=("poll", "user"), name="poll_teller_unique")]

    def __str__(self) -> str:
        return self.user.display_name


class TellerCount(models.Model):
    """What one teller counted: a box of paper (two must agree) or raised hands. Replaced, never added up."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="teller_counts")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned = models.PositiveIntegerField("收回", default=0)
    invalid = models.PositiveIntegerField("废票", default=0)
    counts = models.JSONField(default=dict)  # {question: {answer: n}}
    write_ins = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "计票录入"
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("poll", "entered_by"), name="teller_count_unique")]

    def __str__(self) -> str:
        return f"{self.poll} {self.entered_by}"
