"""Who has been told what. A row is the notice; nothing else needs to arrive for it to count."""

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One message in a user's inbox. ``key`` makes telling twice the same as telling once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)  # "join_application:17:decided"
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=1000, blank=True)
    link = models.CharField("链接", max_length=300, blank=True)  # a path of this site
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-created_at", "-id")
        constraints = [models.UniqueConstraint(fields=("user", "key"), name="notice_once")]
        indexes = [
            models.Index(fields=("user",), condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title
