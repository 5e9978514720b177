"""A file from outside and its rows: staged, checked, looked at, confirmed, undone.

``state`` is moved by services.batches alone; the arrows stand in rules/lifecycle.py.
"""

import uuid

from django.conf import settings
from django.db import models

from union.common.encryption import EncryptedTextField
from union.imports.choices import BatchState, RowState


def batch_file_name(_batch: "ImportBatch", _original: str) -> str:
    """Generated name under the private media folder."""
    return f"imports/{uuid.uuid4().hex}"


class ImportBatch(models.Model):
    """One uploaded file. ``kind`` names its entry in `imports.declare.kinds` (roster, organisation, …)."""

    kind = models.CharField("种类", max_length=30)
    file = models.FileField(upload_to=batch_file_name)
    file_name = models.CharField("文件名", max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.STAGED)
    options = models.JSONField("选项", default=dict)  # create, effective, all_or_nothing, sheet, mapping
    reading = models.JSONField("读取情况", default=dict)  # sheet, header row, columns, notes, skipped rows
    row_count = models.PositiveIntegerField("数据行", default=0)
    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("变更", default=0)
    same_count = models.PositiveIntegerField("相同", default=0)
    refused_count = models.PositiveIntegerField("退回", default=0)
    hint_count = models.PositiveIntegerField("提示", default=0)  # rows with a hint, whatever their state
    run = models.PositiveIntegerField(default=0, editable=False)  # number of the check that owns the rows
    error = models.CharField("问题", max_length=500, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    checked_at = models.DateTimeField("核对时间", null=True)
    applied_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="batch_counts_close",
                condition=models.Q(checked_at=None)
                | models.Q(
                    row_count=models.F("new_count")
                    + models.F("changed_count")
                    + models.F("same_count")
                    + models.F("refused_count")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Where a kind's `apply` tells how far it is; the job that runs it puts its own in place."""


class ImportRow(models.Model):
    """One data row of a batch. Cells are encrypted: they hold ID numbers and phones."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")  # the sheet's own row number
    state = models.CharField("状态", max_length=8, choices=RowState)
    subject_id = models.PositiveBigIntegerField(null=True)  # the record it matched or made
    label = models.CharField(max_length=80, blank=True)  # 工号 and name, to find a row in the preview
    marks = models.CharField(max_length=400, blank=True)  # "|code|field|": refused for, changed in
    has_hint = models.BooleanField(default=False)
    cells = EncryptedTextField(purpose="import.cells")  # JSON list, column by column, as read
    values = EncryptedTextField(purpose="import.values")  # JSON, what the kind needs to apply and undo
    changes = EncryptedTextField(purpose="import.changes")  # JSON {field: [old, new]} as shown
    reasons = EncryptedTextField(purpose="import.reasons")  # JSON [[field, column, value, text, code]]
    hints = EncryptedTextField(purpose="import.hints")  # JSON, same shape; accepted all the same

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("batch", "number"), name="import_row_unique")]
        indexes = [models.Index(fields=("batch", "state", "number"), name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.batch_id}#{self.number}"


class ColumnMapping(models.Model):
    """How a user mapped the columns of a head once; used again for the same head."""

    kind = models.CharField(max_length=30)
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField()  # {column heading: field}
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "列对应"
        constraints = [models.UniqueConstraint(fields=("kind", "header_hash"), name="column_mapping_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_hash[:8]}"


class ValueAlias(models.Model):
    """Another word for a value: old department name → present one."""

    field = models.CharField("字段", max_length=40)  # "department"
    alias = models.CharField("文件中的写法", max_length=60)
    target = models.CharField("系统中的名称", max_length=60)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "值对应"
        ordering = ("field", "alias")
        constraints = [models.UniqueConstraint(fields=("field", "alias"), name="value_alias_unique")]

    def __str__(self) -> str:
        return f"{self.alias} → {self.target}"
