"""Papers of dues: requests (免缴, 退费), deduction authorisations, cases of six months unpaid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.choices import (
    DuesAuthorisationState,
    DuesMethod,
    DuesRequestKind,
    DuesRequestState,
    UnpaidCaseState,
)
from members.models.dues import DuesBooking
from members.models.members import Member
from union.common.encryption import EncryptedTextField

_USER = settings.AUTH_USER_MODEL


class DuesRequest(models.Model):
    """A request to be let off dues for some months, or to have dues paid back. Decided by another person."""

    kind = models.CharField("事项", max_length=8, choices=DuesRequestKind)
    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_requests", verbose_name="会员")
    first_month = models.DateField("起始月份")
    last_month = models.DateField("截止月份")
    amount = models.DecimalField("退费金额（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    method = models.CharField("退费方式", max_length=12, choices=DuesMethod, blank=True)
    reason = EncryptedTextField("事由", purpose="dues_request.reason", max_length=200, blank=False)
    document = models.CharField("依据", max_length=120, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=DuesRequestState, default=DuesRequestState.ASKED, editable=False
    )
    requested_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="申请人")
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )  # fmt: skip
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = EncryptedTextField("审批意见", purpose="dues_request.decision_note", max_length=200)
    booking = models.ForeignKey(DuesBooking, models.PROTECT, null=True, related_name="requests")

    class Meta:
        verbose_name = verbose_name_plural = "会费减免与退费"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="dues_request_months", condition=Q(last_month__gte=F("first_month"))),
            models.CheckConstraint(
                name="dues_request_amount",
                condition=Q(kind="waiver", amount__isnull=True) | Q(kind="refund", amount__gt=0),
            ),
        ]
        indexes = [models.Index(fields=("kind", "state", "member"), name="dues_request_in_force")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.member_id}"


class DuesAuthorisation(models.Model):
    """A member's leave to take dues from the salary (会费代扣授权), from a month on."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="dues_authorisations", verbose_name="会员"
    )
    first_month = models.DateField("代扣起始月份")
    signed_on = models.DateField("签字日期")
    note = EncryptedTextField("说明", purpose="dues_authorisation.note", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=DuesAuthorisationState, default=DuesAuthorisationState.SIGNED,
        editable=False,
    )  # fmt: skip
    recorded_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="登记人")
    seen_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    approved_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    ended_on = models.DateField("终止日期", null=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会费代扣授权"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member",), name="dues_authorisation_one",
                condition=Q(state__in=("signed", "seen", "approved")),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member_id} {self.first_month:%Y-%m}"


class UnpaidCase(models.Model):
    """A member who paid nothing in ``months`` months up to ``until``: what was done, and what was decided."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="unpaid_cases", verbose_name="会员")
    until = models.DateField("截至月份")
    months = models.PositiveSmallIntegerField("连续未缴月数")
    owed = models.DecimalField("欠缴（元）", max_digits=10, decimal_places=2)
    state = models.CharField(
        "状态", max_length=10, choices=UnpaidCaseState, default=UnpaidCaseState.OPEN, editable=False
    )
    opened_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="立案人")
    opened_at = models.DateTimeField("立案时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "连续未缴个案"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member",), name="unpaid_case_one_open",
                condition=Q(state__in=("open", "reminded", "talked")),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member_id} {self.until:%Y-%m}"


class UnpaidStep(models.Model):
    """One step of a case, append-only: 催缴, 谈话, 委员会决定."""

    case = models.ForeignKey(UnpaidCase, models.PROTECT, related_name="steps")
    to_state = models.CharField("办理", max_length=10, choices=UnpaidCaseState)
    on = models.DateField("日期")
    note = EncryptedTextField("情况", purpose="unpaid_step.note", max_length=300, blank=False)
    facts = models.JSONField("已核实事项", default=list)  # keys of rules.membership.LAPSE_FACTS
    actor = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "连续未缴办理记录"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case_id} {self.to_state}"
