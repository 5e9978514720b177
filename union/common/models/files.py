"""Files that belong to a record. They lie outside the web root; only a view with a right serves them."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


def storage_name(_attachment: "Attachment", _original: str) -> str:
    """Generated name: two levels of folders, nothing of the user's file name."""
    token = uuid.uuid4().hex
    return f"attachments/{token[:2]}/{token[2:4]}/{token}"


class ScanState(models.TextChoices):
    """Result of the virus scan, where a scanner is set up."""

    NOT_SCANNED = "not_scanned", "未扫描"
    CLEAN = "clean", "未发现问题"
    INFECTED = "infected", "发现病毒"


class Attachment(models.Model):
    """A file kept with a record. Written by common.attachments alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=storage_name)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField("用途", max_length=40, blank=True)
    scan_state = models.CharField("扫描", max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    owner_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    owner_id = models.CharField(max_length=40)
    owner = GenericForeignKey("owner_type", "owner_id")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("uploaded_at",)
        indexes = [models.Index(fields=("owner_type", "owner_id"), name="attachment_owner")]

    def __str__(self) -> str:
        return self.name
