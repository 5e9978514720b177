"""Donations (募捐): drives, what was given, how it came into the cash book, what it was used for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch
from welfare.choices.donations import DriveKind, DriveState, UseState

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class DonationDrive(VersionedModel):
    """募捐活动; voluntary always. ``state`` is written by services.donations alone."""

    CARE = "drive"
    title = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=DriveKind)
    purpose = models.CharField("募捐目的", max_length=300)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    state = models.CharField(
        "状态", max_length=10, choices=DriveState, default=DriveState.OPEN, editable=False
    )
    published_on = models.DateField("公示日期", null=True, blank=True)
    publication = models.CharField("公示方式", max_length=120, blank=True)
    audit_opinion = models.CharField("审查意见", max_length=300, blank=True)
    audited_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审查人")
    audited_on = models.DateField("审查日期", null=True, blank=True)
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="发起人")

    class Meta:
        verbose_name = verbose_name_plural = "募捐"
        ordering = ("-starts_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("title", "starts_on"), name="donation_drive_unique"),
            models.CheckConstraint(name="donation_drive_dates", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class DonationDeposit(models.Model):
    """捐款入账: a voucher over all donations that were not in the cash book yet."""

    drive = models.ForeignKey(DonationDrive, models.PROTECT, related_name="deposits", verbose_name="募捐")
    on = models.DateField("入账日期")
    amount = models.DecimalField("金额（元）", **_MONEY)
    count = models.PositiveIntegerField("笔数")
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "捐款入账"
        ordering = ("id",)
        constraints = [models.CheckConstraint(name="donation_deposit_amount", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.drive} {self.on}"


class Donation(models.Model):
    """One donation. ``member`` None: somebody else, or a unit."""

    drive = models.ForeignKey(DonationDrive, models.PROTECT, related_name="donations", verbose_name="募捐")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="会员"
    )
    donor_name = models.CharField("捐款人", max_length=60)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )
    amount = models.DecimalField("金额（元）", **_MONEY)
    given_on = models.DateField("捐款日期")
    is_anonymous = models.BooleanField("不公开姓名", default=False)
    remark = models.CharField("备注", max_length=120, blank=True)
    deposit = models.ForeignKey(
        DonationDeposit, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="入账"
    )
    handler = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "捐款"
        ordering = ("drive", "id")
        constraints = [models.CheckConstraint(name="donation_amount", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.drive} {self.amount}"


class DonationUse(VersionedModel):
    """捐款使用. ``recipient`` is encrypted; ``case_kind`` and ``case_pk`` lead to the aided case."""

    CARE = "use"
    drive = models.ForeignKey(DonationDrive, models.PROTECT, related_name="uses", verbose_name="募捐")
    amount = models.DecimalField("金额（元）", **_MONEY)
    purpose = models.CharField("用途", max_length=120)
    recipient = EncryptedTextField("受助人", purpose="donation_use.recipient")
    case_kind = models.CharField("关联业务", max_length=40, blank=True)  # a key of registries.entry_sources
    case_pk = models.PositiveBigIntegerField("关联编号", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=UseState, default=UseState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    proposed_on = models.DateField("提出日期")
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    booked_on = models.DateField("支付日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "捐款使用"
        ordering = ("-id",)
        constraints = [models.CheckConstraint(name="donation_use_amount", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.drive} 使用 {self.pk}"
