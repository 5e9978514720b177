"""Coming and going: join applications, transfers, retirement proposals."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models

from members.choices import JoinState, ProposalState, TransferKind, TransferState
from members.models.members import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch, Department, Group


class JoinApplication(VersionedModel):
    """入会申请. The applicant is a Member in state 申请中; ``state`` is written by services.joining alone."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="join_applications", verbose_name="申请人"
    )
    statement = EncryptedTextField("申请理由", purpose="join.statement", max_length=1000)
    resume = EncryptedTextField("个人工作简历", purpose="join.resume", max_length=2000)
    state = models.CharField(
        "状态", max_length=16, choices=JoinState, default=JoinState.DRAFT, editable=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )  # paper applications are entered by a clerk
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_on = models.DateField("批准日期", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "入会申请"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=models.Q(state__in=("draft", "submitted", "group_agreed", "branch_agreed")),
                name="join_application_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.state}"


class JoinStep(models.Model):
    """One step of an application; append-only."""

    application = models.ForeignKey(JoinApplication, models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=16, choices=JoinState)
    to_state = models.CharField(max_length=16, choices=JoinState)
    note = EncryptedTextField("意见", purpose="join_step.note", max_length=300)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.to_state}"


class Transfer(VersionedModel):
    """会籍接转: between branches of the hospital, or in from / out to another unit."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers", verbose_name="会员")
    kind = models.CharField("种类", max_length=8, choices=TransferKind)
    from_branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, related_name="+", verbose_name="原支会"
    )
    to_branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收支会"
    )
    to_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收科室"
    )
    to_group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收小组"
    )
    other_unit = models.CharField("外单位工会", max_length=80, blank=True)
    effective_on = models.DateField("生效日期")
    reason = EncryptedTextField("原因", purpose="transfer.reason", max_length=200, blank=False)
    document = models.CharField("接转依据", max_length=120, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=TransferState, default=TransferState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = EncryptedTextField("意见", purpose="transfer.decision_note", max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会籍接转"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=models.Q(state__in=("proposed", "accepted")),
                name="transfer_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.state}"


class RetirementProposalQuerySet(models.QuerySet["RetirementProposal"]):
    """One-word filters."""

    def waiting(self, today: dt.date) -> RetirementProposalQuerySet:
        """Open ones, and those postponed to a day that has come."""
        return self.filter(_waiting(today))

    def settled(self, today: dt.date) -> RetirementProposalQuerySet:
        """All others: decided, or postponed to a day ahead."""
        return self.exclude(_waiting(today))


def _waiting(today: dt.date) -> models.Q:
    return models.Q(state=ProposalState.OPEN) | models.Q(state=ProposalState.POSTPONED, remind_on__lte=today)


class RetirementProposal(VersionedModel):
    """A date computed from the retirement table. It proposes; a clerk decides (domain.md §2.5)."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="retirement_proposals", verbose_name="会员"
    )
    proposed_on = models.DateField("测算退休日期")
    remind_on = models.DateField("再提示日期", null=True, blank=True)  # set when postponed
    basis = models.CharField("测算依据", max_length=200)
    state = models.CharField(
        "处理", max_length=10, choices=ProposalState, default=ProposalState.OPEN, editable=False
    )
    decided_date = models.DateField("确定日期", null=True, blank=True)
    document = models.CharField("人事通知", max_length=120, blank=True)
    note = EncryptedTextField("说明", purpose="retirement.note", max_length=200)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RetirementProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "退休提示"
        ordering = ("proposed_on", "id")
        constraints = [
            models.UniqueConstraint(fields=("member", "proposed_on"), name="retirement_proposal_unique")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.proposed_on}"
