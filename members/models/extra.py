"""Fields a hospital defines itself, without code."""

from django.db import models

from members.choices import ExtraKind


class ExtraField(models.Model):
    """Definition of one extra field; the values stand in Member.extra under ``key``."""

    key = models.SlugField(max_length=30, unique=True)
    label = models.CharField("名称", max_length=30, unique=True)
    kind = models.CharField("类型", max_length=8, choices=ExtraKind)
    options = models.JSONField("选项", default=list, blank=True)
    help_text = models.CharField("说明", max_length=120, blank=True)
    is_required = models.BooleanField("必填", default=False)
    is_active = models.BooleanField("启用", default=True)
    position = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "自定义字段"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.label
