"""Terms (届) of the congress, its sessions (次) and what stands on their agenda."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.choices.terms import (
    ItemState,
    Power,
    SessionKind,
    SessionState,
    Stage,
    VoteMode,
    VotingBody,
)
from congress.rules.numerals import in_chinese
from union.common.models import VersionedModel


class TermQuerySet(models.QuerySet["Term"]):
    """One-word filters of terms."""

    def running_on(self, day: dt.date) -> TermQuerySet:
        """The term in force on ``day`` (an extension counts)."""
        return self.filter(
            Q(extended_to=None, ends_on__gte=day) | Q(extended_to__gte=day), starts_on__lte=day
        )


class Term(VersionedModel):
    """一届职代会: three to five years, perhaps extended once with a reason."""

    number = models.PositiveSmallIntegerField("届", unique=True)
    starts_on = models.DateField("本届起")
    ends_on = models.DateField("届满日期")  # last day, before any extension
    staff_count = models.PositiveIntegerField("换届时职工总数", default=0)  # what the seats rest on
    seats = models.PositiveSmallIntegerField("代表名额", default=0)
    document = models.CharField("依据（请示及批复）", max_length=120, blank=True)
    extended_to = models.DateField("延期至", null=True, blank=True)
    extension_reason = models.CharField("延期原因", max_length=200, blank=True)
    extension_document = models.CharField("延期批复", max_length=120, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "届次"
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(name="term_numbered", condition=Q(number__gte=1)),
            models.CheckConstraint(name="term_dates", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="term_extension_reasoned",
                condition=Q(extended_to=None) | (Q(extended_to__gt=F("ends_on")) & ~Q(extension_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"第{in_chinese(self.number)}届"

    @property
    def last_day(self) -> dt.date:
        """The last day of the term, extension included."""
        return self.extended_to or self.ends_on


class Session(VersionedModel):
    """一次会议. ``state`` is written by services.sessions.advance_session alone."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="sessions", verbose_name="届")
    number = models.PositiveSmallIntegerField("次")
    kind = models.CharField("类型", max_length=14, choices=SessionKind, default=SessionKind.ORDINARY)
    is_joint = models.BooleanField("双代会（与会员代表大会合并召开）", default=False)
    theme = models.CharField("主题", max_length=120, blank=True)
    opens_on = models.DateField("开幕日期")
    closes_on = models.DateField("闭幕日期")
    preliminary_on = models.DateField("预备会议日期", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    requested_by = models.CharField("提议人", max_length=120, blank=True)  # extraordinary sessions
    request_count = models.PositiveSmallIntegerField("联名代表人数", null=True, blank=True)
    reason = models.CharField("召开事由", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=SessionState, default=SessionState.PREPARING, editable=False
    )
    state_note = models.CharField(max_length=200, blank=True, editable=False)
    reported_on = models.DateField("向上级工会报告日期", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "职代会会议"
        ordering = ("-term__number", "-number")
        constraints = [
            models.UniqueConstraint(fields=("term", "number"), name="session_number_unique"),
            models.CheckConstraint(name="session_numbered", condition=Q(number__gte=1)),
            models.CheckConstraint(name="session_dates", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="session_state_known", condition=Q(state__in=SessionState.values)),
        ]
        indexes = [models.Index(fields=("opens_on",), name="session_by_day")]

    def __str__(self) -> str:
        return f"{self.term}第{in_chinese(self.number)}次{'双代会' if self.is_joint else '职代会'}"

    @property
    def short_name(self) -> str:
        """The usual short form: 六届一次."""
        return f"{in_chinese(self.term.number)}届{in_chinese(self.number)}次"


class AgendaItem(VersionedModel):
    """议程. A tree: an item voted on part by part (分项表决) has its parts below it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="agenda", verbose_name="会议")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="上级议程"
    )
    stage = models.CharField("阶段", max_length=12, choices=Stage, default=Stage.FORMAL)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    title = models.CharField("议题", max_length=120)
    power = models.CharField("职权", max_length=10, choices=Power, default=Power.PROCEDURE)
    body = models.CharField("表决主体", max_length=10, choices=VotingBody, default=VotingBody.CONGRESS)
    vote_mode = models.CharField("表决方式", max_length=8, choices=VoteMode, default=VoteMode.NONE)
    touches_interests = models.BooleanField("涉及职工切身利益", default=False)
    presenter = models.CharField("报告人", max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", null=True, blank=True)
    content = models.TextField("内容", max_length=4000, blank=True)
    state = models.CharField("进度", max_length=10, choices=ItemState, default=ItemState.PLANNED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="负责人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "议程"
        ordering = ("-stage", "position", "id")  # preliminary first
        constraints = [
            models.CheckConstraint(name="agenda_not_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(name="agenda_state_known", condition=Q(state__in=ItemState.values)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def must_pass(self) -> bool:
        """True where the congress has to pass the item, or the item it is a part of (审议通过)."""
        return Power.PASS in (self.power, self.parent and self.parent.power)

    @property
    def is_vital(self) -> bool:
        """True where the item, or the item it is a part of, touches the interests of the staff (切身利益)."""
        return self.touches_interests or (self.parent is not None and self.parent.touches_interests)
