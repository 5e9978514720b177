"""Closed lists of the year-end report."""

from django.db.models import TextChoices


class Layout(TextChoices):
    """Which chapters a report has; rules/layouts.py lists them."""

    FULL = "full", "工作报告"
    WARMTH = "warmth", "送温暖简报"
    BRANCH = "branch", "支会小结"


class ReportState(TextChoices):
    """Where a report stands."""

    DRAFT = "draft", "编写中"
    IN_REVIEW = "in_review", "待主席审核"
    APPROVED = "approved", "待领导签发"
    FINAL = "final", "已签发"


class ReportAction(TextChoices):
    """What can be done with a report; the label stands on the button."""

    SUBMIT = "submit", "提交审核"
    APPROVE = "approve", "审核通过"
    RETURN = "return", "退回修改"
    ISSUE = "issue", "签发"
    SEND_BACK = "send_back", "退回重写"


class FileKind(TextChoices):
    """The files of an issued report; the value is the attachment's `kind`."""

    PDF = "报告 PDF", "报告全文（PDF）"
    SUMMARY = "一页概览", "一图读懂（PDF）"
    SHEETS = "报告 Excel", "数据表（Excel）"
