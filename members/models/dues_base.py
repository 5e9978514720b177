"""Dues base (计费基数 = 岗位工资 + 薪级工资) by effective month."""

from django.conf import settings
from django.db import models

from members.models.members import Member


class DuesBase(models.Model):
    """A member's base from a month on. The amount in force in a month is the newest one not later.

    ``effective_month`` is the first day of the month. Plain in the database, because dues are
    computed by set; shown by right only.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="dues_bases", verbose_name="会员")
    effective_month = models.DateField("生效月份")
    amount = models.DecimalField("计费基数（元）", max_digits=10, decimal_places=2)
    source = models.CharField("来源", max_length=120, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "计费基数"
        ordering = ("member", "-effective_month")
        constraints = [
            models.UniqueConstraint(fields=("member", "effective_month"), name="dues_base_unique"),
            models.CheckConstraint(name="dues_base_not_negative", condition=models.Q(amount__gte=0)),
            models.CheckConstraint(
                name="dues_base_first_of_month", condition=models.Q(effective_month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.effective_month:%Y-%m}"
