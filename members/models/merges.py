"""Two rows that were one person, and pairs that only look alike."""

from django.conf import settings
from django.db import models

from members.models.members import Member
from union.common.encryption import EncryptedTextField


class MemberMerge(models.Model):
    """Record of a merge: what was moved where. The removed row stays, pointing to the kept one."""

    kept = models.ForeignKey(Member, models.PROTECT, related_name="merges_kept")
    removed = models.OneToOneField(Member, models.PROTECT, related_name="merge_removed")
    moved = models.JSONField(default=dict)  # {"app.Model.field": number of rows}
    removed_staff_no = models.CharField("原工号", max_length=20, blank=True)  # the row itself gives it up
    reason = EncryptedTextField("原因", purpose="merge.reason", max_length=200, blank=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "档案合并"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.removed_id} → {self.kept_id}"


class DistinctPair(models.Model):
    """A clerk has said: these two are different people. The duplicate finder leaves them alone."""

    first = models.ForeignKey(Member, models.CASCADE, related_name="+")
    second = models.ForeignKey(Member, models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="distinct_pair_unique"),
            models.CheckConstraint(
                name="distinct_pair_ordered", condition=models.Q(first_id__lt=models.F("second_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
