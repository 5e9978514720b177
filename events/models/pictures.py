"""Who is on a picture, and whether he agrees that it is shown (《民法典》第一千零一十九条)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.choices.activities import PictureAnswer
from events.models.activities import Activity
from members.models import Member
from union.common.models import Attachment


class PictureConsent(models.Model):
    """One person on one picture. Until he agrees only the organisers and he see it; a refusal hides it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="+", verbose_name="活动")
    picture = models.ForeignKey(Attachment, models.CASCADE, related_name="+", verbose_name="照片")
    member = models.ForeignKey(Member, models.PROTECT, related_name="pictures", verbose_name="照片中的人")
    answer = models.CharField(
        "答复", max_length=8, choices=PictureAnswer, default=PictureAnswer.ASKED, editable=False
    )
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("征求时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "照片使用同意"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("picture", "member"), name="events_picture_person"),
            models.CheckConstraint(
                name="events_picture_answer",
                condition=Q(answer=PictureAnswer.ASKED, answered_at=None)
                | Q(answer__in=(PictureAnswer.GIVEN, PictureAnswer.REFUSED), answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.member_id}"
