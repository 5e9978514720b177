"""What the small subjects of care share: the history of their steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from union.common.encryption import EncryptedTextField


class CareEvent(models.Model):
    """One step of a claim, a recuperation application, a donation drive …; append-only, found by subject.

    The opinion is encrypted: it may tell what somebody is ill with.
    """

    subject = models.CharField("事项", max_length=16)  # "claim"
    subject_id = models.PositiveBigIntegerField()
    action = models.CharField("办理", max_length=16)
    from_state = models.CharField("原状态", max_length=12, blank=True)
    to_state = models.CharField("现状态", max_length=12)
    note = EncryptedTextField("意见", purpose="care_event.note")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "职工服务办理记录"
        ordering = ("id",)
        indexes = [models.Index(fields=("subject", "subject_id"), name="care_event_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} {self.action}"
