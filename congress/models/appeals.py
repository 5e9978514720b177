"""职工意见和诉求: what staff tell the union, who answered, and whether they were content."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.appeals import AppealSource, AppealState, AppealTopic
from congress.choices.motions import Satisfaction
from congress.models.motions import Motion
from congress.models.terms import AgendaItem
from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch, Department

_USER = settings.AUTH_USER_MODEL


class Appeal(VersionedModel):
    """One opinion or appeal. ``state`` is written by services.registers alone.

    Without a name there is neither ``member`` nor, if handed in online, ``registered_by``: only whoever has
    the code of the receipt finds it again (its digest is kept).
    """

    source = models.CharField("来源", max_length=10, choices=AppealSource)
    topic = models.CharField("类别", max_length=12, choices=AppealTopic)
    title = models.CharField("主题", max_length=60)
    content = EncryptedTextField("内容", purpose="appeal.content")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="反映人"
    )
    is_anonymous = models.BooleanField("匿名", default=False)
    code_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    registered_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="登记人"
    )
    received_on = models.DateField("收到日期")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在支会"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="承办部门"
    )
    due_on = models.DateField("当前期限", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=AppealState, default=AppealState.RECEIVED, editable=False
    )
    round = models.PositiveSmallIntegerField("办理轮次", default=1, editable=False)
    answer = EncryptedTextField("答复", purpose="appeal.answer", editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)
    answered_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="答复人"
    )
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True, editable=False)
    rated_by_staff = models.BooleanField("由工作人员代录", default=False, editable=False)
    motion = models.ForeignKey(
        Motion, models.SET_NULL, null=True, editable=False, related_name="appeals", verbose_name="转为提案"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, editable=False, related_name="appeals", verbose_name="列入议程"
    )
    ended_on = models.DateField("办结日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "职工意见"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(name="appeal_state_known", condition=Q(state__in=AppealState.values)),
            models.CheckConstraint(
                name="appeal_anonymous_names_nobody", condition=Q(is_anonymous=False) | Q(member=None)
            ),
        ]
        indexes = [models.Index(fields=("state", "due_on"), name="appeal_by_state")]

    def __str__(self) -> str:
        return f"职工意见第 {self.pk} 号"
