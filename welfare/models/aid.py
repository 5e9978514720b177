"""Aid to a household (帮扶) and the lists it is paid by."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.encryption import EncryptedTextField
from union.common.models import Attachment, VersionedModel
from union.funds.choices import FundSource, Purpose
from union.organisation.models import Branch
from welfare.choices.aid import AidKind, AidState, PaymentState
from welfare.models.hardship import HardshipFile, HouseholdPerson
from welfare.rules.aid_flow import GIVEN, STANDING

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
_STANDING = sorted(state.value for state in STANDING)
_GIVEN = sorted(state.value for state in GIVEN)
_PAID = (PaymentState.PAID.value, PaymentState.SIGNED.value)


class PaymentList(VersionedModel):
    """发放清单. Booked once, when it is paid; ``total`` is fixed when it is locked."""

    title = models.CharField("名称", max_length=60)
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource)
    state = models.CharField(
        "状态", max_length=10, choices=PaymentState, default=PaymentState.OPEN, editable=False
    )
    total = models.DecimalField("合计（元）", default=0, **_MONEY)
    created_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="编制人")
    created_at = models.DateTimeField("编制时间", auto_now_add=True)
    locked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="送审人")
    locked_on = models.DateField("送审日期", null=True, blank=True)
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decision_document = models.CharField("集体研究记录", max_length=120, blank=True)
    paid_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="发放人")
    paid_on = models.DateField("发放日期", null=True, blank=True)
    paid_from = models.CharField("付款账户", max_length=20, choices=Purpose, blank=True)
    signed_on = models.DateField("签收日期", null=True, blank=True)
    sheet = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收表"
    )
    note = EncryptedTextField("退回原因", purpose="aid_payment.note", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶发放清单"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="aid_payment_paid_has_day",
                condition=~Q(state__in=_PAID) | Q(paid_on__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="aid_payment_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("locked_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """清单编号."""
        return f"FF{self.pk:05d}"


class Aid(VersionedModel):
    """帮扶申请: one amount at each step. ``snapshot``: the household on the day of payment (JSON)."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="aids", verbose_name="困难档案")
    person = models.ForeignKey(
        HouseholdPerson, models.PROTECT, null=True, blank=True, related_name="aids", verbose_name="帮扶对象"
    )
    kind = models.CharField("帮扶类别", max_length=10, choices=AidKind)
    year = models.PositiveSmallIntegerField("年度")
    subject = EncryptedTextField("事项", purpose="aid.subject", max_length=60, blank=False)
    reason = EncryptedTextField("申请理由", purpose="aid.reason")
    same_key = models.CharField(max_length=200, editable=False)  # blind index of rules.aid_terms.same_key
    state = models.CharField(
        "状态", max_length=10, choices=AidState, default=AidState.APPLIED, editable=False
    )
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource, blank=True)
    proposed_amount = models.DecimalField("申请金额（元）", **_MONEY)
    reviewed_amount = models.DecimalField("审核金额（元）", null=True, blank=True, **_MONEY)
    approved_amount = models.DecimalField("批准金额（元）", null=True, blank=True, **_MONEY)
    paid_amount = models.DecimalField("发放金额（元）", null=True, blank=True, **_MONEY)
    applied_on = models.DateField("申请日期")
    applied_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="申请登记人")
    reviewed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    review_note = EncryptedTextField("审核意见", purpose="aid.review_note")
    override_reason = EncryptedTextField("超标理由", purpose="aid.override_reason")
    is_override = models.BooleanField("超标放行", default=False)
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decision_note = EncryptedTextField("审批意见", purpose="aid.decision_note")
    decision_document = models.CharField("集体研究记录", max_length=120, blank=True)
    payment = models.ForeignKey(
        PaymentList, models.PROTECT, null=True, blank=True, related_name="aids", verbose_name="发放清单"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name="支会")
    paid_on = models.DateField("发放日期", null=True, blank=True)
    snapshot = EncryptedTextField("发放时家庭情况", purpose="aid.snapshot")
    bank = EncryptedTextField("收款账户", purpose="aid.bank")  # "户名 开户银行 账号" on the day of payment
    signed_on = models.DateField("签收日期", null=True, blank=True)
    signer = EncryptedTextField("签收人", purpose="aid.signer")

    class Meta:
        verbose_name = verbose_name_plural = "困难帮扶"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("file", "same_key"),
                condition=Q(state__in=_STANDING),
                name="aid_once_for_one_thing",
            ),
            models.CheckConstraint(name="aid_proposed_positive", condition=Q(proposed_amount__gt=0)),
            models.CheckConstraint(
                name="aid_paid_is_approved",
                condition=Q(paid_amount__isnull=True) | Q(paid_amount=F("approved_amount")),
            ),
            models.CheckConstraint(
                name="aid_given_has_day",
                condition=~Q(state__in=_GIVEN)
                | Q(paid_on__isnull=False, paid_amount__isnull=False, payment__isnull=False),
            ),
            models.CheckConstraint(
                name="aid_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("reviewed_by")) & ~Q(decided_by=F("applied_by"))),
            ),
        ]
        indexes = [
            models.Index(fields=("state", "paid_on"), name="aid_by_state"),
            models.Index(fields=("kind", "paid_on"), name="aid_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class AidEvent(models.Model):
    """A step of an application; append-only."""

    aid = models.ForeignKey(Aid, models.PROTECT, related_name="events", verbose_name="帮扶")
    action = models.CharField("办理", max_length=12)
    to_state = models.CharField("现状态", max_length=10, choices=AidState)
    amount = models.DecimalField("金额（元）", null=True, **_MONEY)
    note = EncryptedTextField("意见", purpose="aid_event.note")
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶办理记录"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.aid_id} {self.action}"


class AidReturn(models.Model):
    """退汇: a payment the bank returned (or cash that was brought back), one row of a paid list.

    ``amount``, ``bank`` and ``snapshot`` are those of the payment that failed; the application itself waits
    for another list. Written by services.aid_returns alone.
    """

    aid = models.ForeignKey(Aid, models.PROTECT, related_name="returns", verbose_name="帮扶")
    payment = models.ForeignKey(
        PaymentList, models.PROTECT, related_name="returns", verbose_name="原发放清单"
    )
    amount = models.DecimalField("退回金额（元）", **_MONEY)
    paid_on = models.DateField("原发放日期")
    on = models.DateField("退回日期")
    reason = EncryptedTextField("退回原因", purpose="aid_return.reason")
    bank = EncryptedTextField("原收款账户", purpose="aid_return.bank")
    snapshot = EncryptedTextField("原发放时家庭情况", purpose="aid_return.snapshot")
    actor = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶退汇"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("aid", "payment"), name="aid_returned_once_per_list"),
            models.CheckConstraint(
                name="aid_return_whole", condition=Q(amount__gt=0) & Q(on__gte=F("paid_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aid_id} {self.on}"
