"""The audit trail: append-only (triggers refuse UPDATE and DELETE), hash-chained, never edited."""

from django.conf import settings
from django.db import models

from union.common.choices import AuditAction, Outcome


class AuditEvent(models.Model):
    """One thing somebody did. Written by common.audit alone; values of sensitive fields never stand here."""

    seq = models.BigIntegerField("序号", primary_key=True)  # gap-free: a missing number is a deleted row
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )  # null: the system itself
    channel = models.CharField("途径", max_length=8)
    ip = models.CharField("地址", max_length=45, blank=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    route = models.CharField("页面", max_length=100, blank=True)
    action = models.CharField("动作", max_length=16, choices=AuditAction)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, default=Outcome.OK)
    object_type = models.CharField("对象类型", max_length=60, blank=True)  # "members.member"
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    changes = models.JSONField("变更", default=dict)  # {field: [old, new]}; {field: null} = changed, unsaid
    note = models.CharField("说明", max_length=500, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ("-seq",)
        indexes = [
            models.Index(fields=("object_type", "object_id", "-seq"), name="audit_object"),
            models.Index(fields=("actor", "-seq"), name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} {self.get_action_display()}"


class AuditHead(models.Model):
    """The one row that every writer locks: number and hash of the newest event."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_head_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"#{self.seq}"
