"""A claim (理赔) under mutual protection: what for, papers, four amounts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from welfare.choices.mutual import ClaimState
from welfare.models.mutual import Enrolment

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
CLOSED = (ClaimState.PAID, ClaimState.REJECTED, ClaimState.WITHDRAWN)


class Claim(VersionedModel):
    """理赔. ``state`` is written by services.claims alone. Four amounts: claimed, approved, adjusted, paid.

    ``adjusted`` is what a second look at the case made of ``approved`` (None: none); paid never exceeds
    the later of the two. The diagnosis is encrypted.
    """

    CARE = "claim"
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="claims", verbose_name="参保记录")
    happened_on = models.DateField("出险日期")
    diagnosis = EncryptedTextField("诊断或事故", purpose="claim.diagnosis")
    papers = models.JSONField("已收材料", default=list, blank=True)
    claimed = models.DecimalField("申请金额（元）", null=True, blank=True, **_MONEY)
    approved = models.DecimalField("核定金额（元）", null=True, blank=True, **_MONEY)
    adjusted = models.DecimalField("复核调整后（元）", null=True, blank=True, **_MONEY)
    paid = models.DecimalField("赔付金额（元）", null=True, blank=True, **_MONEY)
    state = models.CharField(
        "状态", max_length=10, choices=ClaimState, default=ClaimState.ENTERED, editable=False
    )
    due_on = models.DateField("申请截止")
    entered_on = models.DateField("登记日期")
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    decided_on = models.DateField("核定日期", null=True, blank=True)
    paid_on = models.DateField("赔付日期", null=True, blank=True)
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "互助保障理赔"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("enrolment", "happened_on"), condition=~Q(state=ClaimState.WITHDRAWN),
                name="claim_one_per_event",
            ),
            models.CheckConstraint(
                name="claim_paid_is_whole",
                condition=~Q(state=ClaimState.PAID) | Q(paid__isnull=False, paid_on__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=("state", "paid_on"), name="claim_by_state")]

    def __str__(self) -> str:
        return f"理赔 {self.pk}"

    @property
    def final(self) -> Decimal | None:
        """What may be paid: the adjusted amount, else the approved one."""
        return self.approved if self.adjusted is None else self.adjusted

    def is_late(self, today: dt.date) -> bool:
        """Not yet sent to the association after the last day for it."""
        return self.state in (ClaimState.ENTERED, ClaimState.CHECKED, ClaimState.RETURNED) and (
            self.due_on < today
        )
