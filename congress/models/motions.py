"""Motions (提案): the paper, those who second it, how papers are numbered and found again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congress.choices.motions import (
    Arrangement,
    Filing,
    Grade,
    MotionState,
    Satisfaction,
    SecondState,
    Series,
)
from congress.models.delegates import Delegation
from congress.models.terms import Session
from congress.rules.motions import number_label
from members.models import Member
from union.common.models import VersionedModel
from union.organisation.models import Department


class MotionWindow(VersionedModel):
    """征集: when motions for a session are taken in, and the numbers of this session's handling."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="motion_window", verbose_name="会议")
    opens_at = models.DateTimeField("征集开始")
    closes_at = models.DateTimeField("征集截止")
    handle_until = models.DateField("统一办结期限", null=True, blank=True)  # none: so many days per case
    notice = models.TextField("征集通知", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案征集"
        constraints = [
            models.CheckConstraint(name="motion_window_dates", condition=Q(closes_at__gt=F("opens_at")))
        ]

    def __str__(self) -> str:
        return f"{self.session} 提案征集"


class Motion(VersionedModel):
    """一件提案. ``state`` and ``filing`` are written by services.motions_flow (and the import) alone."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="motions", verbose_name="会议")
    title = models.CharField("案由", max_length=80)
    situation = models.TextField("现状与理由", max_length=4000, blank=True)
    proposal = models.TextField("建议措施", max_length=4000, blank=True)
    category = models.CharField("类别", max_length=60, blank=True)
    proposed_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议承办部门"
    )
    mover = models.ForeignKey(Member, models.PROTECT, related_name="motions", verbose_name="提案人")
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="motions", verbose_name="代表团"
    )
    by_delegation = models.BooleanField("代表团集体提案", default=False)
    is_confidential = models.BooleanField("对外隐去提案人姓名", default=False)
    seconder_names = models.CharField(  # as written in an imported ledger
        "附议人（原件）", max_length=300, blank=True, editable=False
    )

    state = models.CharField(
        "办理状态", max_length=16, choices=MotionState, default=MotionState.DRAFT, editable=False
    )
    filing = models.CharField(
        "立案结果", max_length=10, choices=Filing, default=Filing.UNDECIDED, editable=False
    )
    recommendation = models.CharField("审查意见", max_length=10, choices=Filing, blank=True, editable=False)
    recommendation_note = models.CharField("审查理由", max_length=300, blank=True, editable=False)
    decision_note = models.CharField("审定理由", max_length=300, blank=True, editable=False)
    series = models.CharField("编号序列", max_length=10, choices=Series, blank=True, editable=False)
    number = models.PositiveIntegerField("编号", null=True, editable=False)
    paper_no = models.CharField("纸质编号", max_length=20, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="papers", verbose_name="并入"
    )
    is_late = models.BooleanField("逾期提交", default=False, editable=False)
    is_history = models.BooleanField("历史导入", default=False, editable=False)

    arrangement = models.CharField("承办方式", max_length=10, choices=Arrangement, blank=True, editable=False)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="分管院领导",
    )  # fmt: skip
    instruction = models.CharField("领导批示", max_length=500, blank=True, editable=False)
    round = models.PositiveSmallIntegerField("办理轮次", default=1, editable=False)
    decline_refused = models.BooleanField(default=False, editable=False)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0, editable=False)
    asked_until = models.DateField("申请延期至", null=True, editable=False)

    due_on = models.DateField("当前环节期限", null=True, editable=False)
    handling_due_on = models.DateField("办理期限", null=True, editable=False)
    paused_on = models.DateField(null=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    decided_on = models.DateField("审定日期", null=True, editable=False)
    assigned_on = models.DateField("交办日期", null=True, editable=False)
    answered_on = models.DateField("拟出答复日期", null=True, editable=False)
    replied_on = models.DateField("答复日期", null=True, editable=False)
    closed_on = models.DateField("结案日期", null=True, editable=False)
    grade = models.CharField("办理结果", max_length=1, choices=Grade, blank=True, editable=False)
    promised_on = models.DateField("承诺完成日期", null=True, editable=False)
    rating = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True, editable=False)
    has_contact = models.BooleanField("已见面沟通", default=False, editable=False)

    is_key = models.BooleanField("重点提案", default=False, editable=False)
    is_supervised = models.BooleanField("督办", default=False, editable=False)
    award = models.CharField("表彰", max_length=40, blank=True, editable=False)
    award_note = models.CharField("评选依据", max_length=120, blank=True, editable=False)
    archive_no = models.CharField("档号", max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提案"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("session", "series", "number"), name="motion_number_unique"),
            models.UniqueConstraint(
                fields=("session", "paper_no"), condition=~Q(paper_no=""), name="motion_paper_no_unique"
            ),
            models.CheckConstraint(name="motion_state_known", condition=Q(state__in=MotionState.values)),
            models.CheckConstraint(name="motion_filing_known", condition=Q(filing__in=Filing.values)),
            models.CheckConstraint(
                name="motion_merged_names_its_case",
                condition=Q(filing=Filing.MERGED, merged_into__isnull=False)
                | (~Q(filing=Filing.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(name="motion_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="motion_refusal_reasoned",
                condition=~Q(filing__in=(Filing.NOT_FILED, Filing.CONVERTED))
                | ~Q(decision_note="")
                | Q(is_history=True),
            ),
        ]
        indexes = [
            models.Index(fields=("session", "filing"), name="motion_by_filing"),
            models.Index(fields=("state", "due_on"), name="motion_by_state"),
            models.Index(fields=("mover", "-id"), name="motion_by_mover"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number_label(self) -> str:
        """第六届第一次 第001号; the paper's own number for history; "" before filing."""
        if self.number is not None:
            term = self.session.term
            return number_label(term.number, self.session.number, self.series, self.number)
        return f"纸质 {self.paper_no} 号" if self.paper_no else ""


class Seconder(models.Model):
    """附议: one delegate's answer to one motion. ``member`` None: only a name on an old paper."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="seconders")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="seconded_motions", verbose_name="附议人"
    )
    name = models.CharField("姓名", max_length=40)
    state = models.CharField("答复", max_length=10, choices=SecondState, default=SecondState.INVITED)
    is_invited = models.BooleanField("受邀", default=True)  # False: found it on the public list
    asked_at = models.DateTimeField("邀请时间", auto_now_add=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "附议"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("motion", "member"), name="seconder_once"),
            models.CheckConstraint(name="seconder_state_known", condition=Q(state__in=SecondState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class MotionCounter(models.Model):
    """The last number given out in one series of one session. Locked while a number is taken."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    series = models.CharField(max_length=10, choices=Series)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "提案编号"
        constraints = [models.UniqueConstraint(fields=("session", "series"), name="motion_counter_unique")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.series} {self.last}"


class MotionGram(models.Model):
    """One pair of characters of a motion's title: the index of similar motions (rules.similarity)."""

    motion = models.ForeignKey(Motion, models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=2)

    class Meta:
        verbose_name = verbose_name_plural = "提案字词索引"
        constraints = [models.UniqueConstraint(fields=("gram", "motion"), name="motion_gram_unique")]

    def __str__(self) -> str:
        return self.gram
