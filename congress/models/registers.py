"""The history of the smaller registers: one row a step, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from congress.choices.registers import RegisterKind
from union.common.encryption import EncryptedTextField


class RegisterStep(models.Model):
    """A step of a record of one of the registers. Written by services.registers alone.

    No trigger guards it: notes are encrypted, and a change of keys rewrites them. The audit trail keeps
    every step as well.
    """

    register = models.CharField("登记簿", max_length=12, choices=RegisterKind)
    record_id = models.PositiveBigIntegerField("编号")
    action = models.CharField("办理", max_length=16)
    label = models.CharField("办理内容", max_length=20)
    from_state = models.CharField("办理前", max_length=12, blank=True)
    to_state = models.CharField("办理后", max_length=12)
    note = EncryptedTextField("意见", purpose="register_step.note")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )  # null: handed in without a name
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "登记簿办理记录"
        ordering = ("id",)
        indexes = [models.Index(fields=("register", "record_id"), name="register_step_of")]

    def __str__(self) -> str:
        return self.label
