"""What the audit committee (经审会) does: samples, questions, opinions, supervised handovers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.models.versioned import VersionedModel
from union.funds.choices import (
    Conclusion,
    HandoverState,
    OpinionState,
    OpinionSubject,
    QuestionAction,
    QuestionState,
    SampleResult,
)
from union.funds.models.entries import MONEY, Entry


class AuditSample(models.Model):
    """A drawing of vouchers (抽查). Append-only by trigger: whoever draws again from its seed finds the same.

    ``through`` is the highest key of a voucher when it was drawn; what was booked later did not take part.
    """

    first_on = models.DateField("期间起")
    last_on = models.DateField("期间止")
    seed = models.CharField("抽样种子", max_length=40)
    size = models.PositiveSmallIntegerField("随机抽取（张）")
    large_from = models.DecimalField("大额起点（元）", **MONEY)
    population = models.PositiveIntegerField("期间凭证（张）")
    through = models.BigIntegerField("截至凭证")
    note = models.CharField("抽查目的", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="抽样人"
    )
    created_at = models.DateTimeField("抽样时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "经审抽查"
        ordering = ("-id",)
        constraints = [models.CheckConstraint(name="sample_period", condition=Q(last_on__gte=F("first_on")))]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d} 至 {self.last_on:%Y-%m-%d} 抽查"


class AuditSampleRow(models.Model):
    """One voucher of a sample, its stratum, and what was found."""

    sample = models.ForeignKey(AuditSample, models.PROTECT, related_name="rows", verbose_name="抽查")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="凭证")
    stratum = models.CharField("分层", max_length=80)
    result = models.CharField("结果", max_length=8, choices=SampleResult, blank=True)
    note = models.CharField("记录", max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审查人"
    )
    checked_at = models.DateTimeField("审查时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查凭证"
        ordering = ("sample", "id")
        constraints = [
            models.UniqueConstraint(fields=("sample", "entry"), name="sample_entry_unique"),
            models.CheckConstraint(
                name="sample_result_known", condition=Q(result__in=["", *SampleResult.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample} {self.entry}"


class AuditQuestion(models.Model):
    """A question of the auditors on a voucher. ``state`` is moved by services.audit_questions alone."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="questions", verbose_name="凭证")
    state = models.CharField("状态", max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    due_on = models.DateField("答复期限")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提问人"
    )
    asked_at = models.DateTimeField("提问时间", auto_now_add=True)
    closed_at = models.DateTimeField("了结时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查问题"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="question_state_known", condition=Q(state__in=QuestionState.values))
        ]

    def __str__(self) -> str:
        return f"审查问题 {self.pk}"


class AuditRemark(models.Model):
    """One sentence of the thread under a question. Append-only by trigger."""

    question = models.ForeignKey(AuditQuestion, models.PROTECT, related_name="remarks", verbose_name="问题")
    action = models.CharField("种类", max_length=10, choices=QuestionAction)
    text = models.CharField("内容", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="何人")
    at = models.DateTimeField("何时", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查问答"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.question} {self.get_action_display()}"


class AuditOpinion(VersionedModel):
    """The opinion of the audit committee on one subject of a year; issued ones are followed by revisions.

    ``facts`` are the figures it rests on, frozen when it is issued: rows of [label, text].
    """

    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("事项", max_length=8, choices=OpinionSubject)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=8, choices=OpinionState, default=OpinionState.DRAFT)
    conclusion = models.CharField("审查结论", max_length=10, choices=Conclusion, blank=True)
    checked = models.TextField("审查情况", max_length=2000, blank=True)
    problems = models.TextField("存在问题", max_length=2000, blank=True)
    advice = models.TextField("审查建议", max_length=2000, blank=True)
    meeting = models.CharField("经审会会议", max_length=120, blank=True)
    decided_on = models.DateField("议定日期", null=True, blank=True)
    facts = models.JSONField("依据的数据", default=list)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人"
    )
    written_at = models.DateTimeField("起草时间", auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="出具人"
    )
    issued_at = models.DateTimeField("出具时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "经审意见"
        ordering = ("-year", "subject", "-revision")
        constraints = [
            models.UniqueConstraint(fields=("year", "subject", "revision"), name="opinion_unique"),
            models.UniqueConstraint(
                fields=("year", "subject"), name="opinion_one_draft", condition=Q(state=OpinionState.DRAFT)
            ),
            models.CheckConstraint(name="opinion_state_known", condition=Q(state__in=OpinionState.values)),
            models.CheckConstraint(
                name="opinion_issued_whole",
                condition=~Q(state=OpinionState.ISSUED)
                | (Q(decided_on__isnull=False, issued_by__isnull=False) & ~Q(conclusion="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度{self.get_subject_display()}审查意见"


class Handover(VersionedModel):
    """Books and money handed over under the eyes of an auditor (财务交接监交).

    ``facts`` are what the book says at the end of ``on``, frozen with the signature: rows of [label, text].
    """

    on = models.DateField("交接日期")
    post = models.CharField("交接岗位", max_length=40)
    giver = models.CharField("移交人", max_length=40)
    taker = models.CharField("接交人", max_length=40)
    reason = models.CharField("交接原因", max_length=120)
    books = models.TextField("移交清单", max_length=2000)
    cash_counted = models.DecimalField("实点现金（元）", **MONEY)
    bank_stated = models.DecimalField("银行对账单余额（元）", **MONEY)
    note = models.CharField("差额说明和未了事项", max_length=500, blank=True)
    state = models.CharField("状态", max_length=8, choices=HandoverState, default=HandoverState.DRAFT)
    facts = models.JSONField("账面情况", default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="监交人"
    )
    confirmed_at = models.DateTimeField("监交时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接监交"
        ordering = ("-on", "-id")
        constraints = [
            models.CheckConstraint(name="handover_state_known", condition=Q(state__in=HandoverState.values)),
            models.CheckConstraint(
                name="handover_supervised",
                condition=~Q(state=HandoverState.DONE) | Q(supervisor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.post}交接"
