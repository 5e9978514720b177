"""Who has been told what. A row is the notice; nothing else needs to arrive for it to count."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class NoticeQuerySet(models.QuerySet["Notice"]):
    """One-word filters."""

    def unread(self) -> NoticeQuerySet:
        """Not looked at; what was put off or is done counts as read."""
        return self.filter(read_at=None)

    def standing(self) -> NoticeQuerySet:
        """Neither withdrawn nor ticked off nor put off."""
        return self.filter(closed_at=None, done_at=None, snoozed_until=None)


class Notice(models.Model):
    """One message in a user's inbox. ``key`` makes telling twice the same as telling once.

    ``subject`` names the object ("welfare.visit:17"): the inbox shows its notices together. A notice of a
    reminder is closed (withdrawn) with it. Closed, done and put-off ones are read: ``read_at`` alone counts.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)  # "join_application:17:decided"
    reminder = models.ForeignKey("reminders.Reminder", models.CASCADE, null=True, related_name="notices")
    subject = models.CharField(max_length=120, blank=True)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=1000, blank=True)
    link = models.CharField("链接", max_length=300, blank=True)  # a path of this site
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    done_at = models.DateTimeField("标为已办", null=True, blank=True)
    snoozed_until = models.DateField("稍后提醒", null=True, blank=True)
    closed_at = models.DateTimeField("撤回时间", null=True, blank=True)
    digested = models.BooleanField(default=False)  # has been in a digest: no second one for it

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("user", "key"), name="notice_once"),
            models.CheckConstraint(
                name="notice_closed_is_read",
                condition=models.Q(closed_at=None, done_at=None, snoozed_until=None)
                | models.Q(read_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=("user",), condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=("user", "subject"), name="notice_by_object"),
            models.Index(
                fields=("snoozed_until",), condition=models.Q(snoozed_until__isnull=False),
                name="notice_snoozed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
