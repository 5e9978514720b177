"""Family of a member: sensitive, and children under 14 need a guardian's consent."""

from django.db import models

from members.models.members import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel


class FamilyMember(VersionedModel):
    """家庭主要成员. Names and dates are encrypted; the relation is not."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="family", verbose_name="会员")
    relation = models.CharField("关系", max_length=20)
    name = EncryptedTextField("姓名", purpose="family.name")
    birth = EncryptedTextField("出生日期", purpose="family.birth")  # ISO date
    workplace = EncryptedTextField("工作单位", purpose="family.workplace")
    phone = EncryptedTextField("电话", purpose="family.phone")
    ended_on = models.DateField("解除或去世日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.relation
