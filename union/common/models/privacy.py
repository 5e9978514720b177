"""Notices that tell people what is done with their data (个人信息保护法 第 17、30 条)."""

from django.db import models


class NoticeKind(models.TextChoices):
    """What the notice is about; SENSITIVE kinds need separate consent (第 29 条)."""

    GENERAL = "general", "个人信息处理告知"
    CONTACT = "contact", "联系方式与通知"
    BANK = "bank", "银行账户信息（单独同意）"
    HEALTH = "health", "健康与家庭信息（单独同意）"
    UPPER_UNION = "upper_union", "向上级工会提供信息（单独同意）"


class PrivacyNotice(models.Model):
    """One version of a notice. A published version is never edited: the next one replaces it."""

    kind = models.CharField("类别", max_length=16, choices=NoticeKind)
    version = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=80)
    text = models.TextField("内容")
    valid_from = models.DateField("生效日期")
    needs_consent = models.BooleanField("需要同意", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "告知书"
        ordering = ("kind", "-version")
        constraints = [models.UniqueConstraint(fields=("kind", "version"), name="notice_version_unique")]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"
