"""History of membership states (会籍变动): dated, append-only."""

from django.conf import settings
from django.db import models

from members.choices import MembershipStatus, RetainReason
from members.models.members import Member
from union.common.encryption import EncryptedTextField


class MembershipChange(models.Model):
    """One step of a member's membership. ``effective_on`` is the first day of ``to_status``."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="membership_changes", verbose_name="会员")
    from_status = models.CharField("原状态", max_length=16, choices=MembershipStatus, blank=True)
    to_status = models.CharField("现状态", max_length=16, choices=MembershipStatus)
    retain_reason = models.CharField("保留原因", max_length=16, choices=RetainReason, blank=True)
    effective_on = models.DateField("生效日期")
    document = models.CharField("依据", max_length=120, blank=True)
    note = EncryptedTextField("说明", purpose="membership_change.note", max_length=300)
    confirmed_facts = models.JSONField(
        "已核实事项", default=list, blank=True
    )  # keys of rules.membership.LAPSE_FACTS
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会籍变动"
        ordering = ("-effective_on", "-id")

    def __str__(self) -> str:
        return f"{self.member_id} {self.to_status} {self.effective_on}"
