"""Closed lists of the import machinery."""

from django.db.models import TextChoices


class BatchState(TextChoices):
    """The way of a file. Written by imports.services alone."""

    STAGED = "staged", "已上传"
    CHECKING = "checking", "核对中"
    CHECKED = "checked", "待确认"
    APPLYING = "applying", "写入中"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "无法读取"
    DISCARDED = "discarded", "已放弃"


class RowState(TextChoices):
    """Where a row of a file ends; exactly one of these."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "相同"
    REFUSED = "refused", "退回"
