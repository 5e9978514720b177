"""What members say about their own data."""

from django.conf import settings
from django.db import models

from members.choices import CorrectionState
from members.models.members import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel


class CorrectionRequest(VersionedModel):
    """更正申请: one field, the wished value, a reason. Staff approve; the change is then audited."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="correction_requests", verbose_name="会员"
    )
    field = models.CharField("项目", max_length=30)
    new_value = EncryptedTextField("更正为", purpose="correction.new_value")
    reason = EncryptedTextField("说明", purpose="correction.reason", max_length=300)
    state = models.CharField(
        "状态", max_length=10, choices=CorrectionState, default=CorrectionState.OPEN, editable=False
    )
    answer = EncryptedTextField("答复", purpose="correction.answer", max_length=300)
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member", "field"), condition=models.Q(state="open"), name="correction_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
