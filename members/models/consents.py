"""Consent of a member to one version of a notice; withdrawing is as easy as giving (第十五条)."""

from django.conf import settings
from django.db import models

from members.choices import ConsentChannel
from members.models.members import Member
from union.common.models import PrivacyNotice


class Consent(models.Model):
    """Given at one time, perhaps withdrawn at another; both stay on record."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name="会员")
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="consents", verbose_name="告知书")
    channel = models.CharField("方式", max_length=8, choices=ConsentChannel)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
        ordering = ("-given_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("member", "notice"),
                condition=models.Q(withdrawn_at=None),
                name="consent_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.notice_id}"
