"""调解: a closed file. What was said, who the parties are and what was agreed is encrypted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.choices.mediations import ApplicationForm, MediationKind, MediationState, PartyRole
from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel

_USER = settings.AUTH_USER_MODEL


class Mediation(VersionedModel):
    """One dispute. ``state`` is written by services.registers alone."""

    kind = models.CharField("类别", max_length=12, choices=MediationKind)
    applied_on = models.DateField("申请日期")
    form = models.CharField("申请方式", max_length=10, choices=ApplicationForm)
    matter = EncryptedTextField("争议事项", purpose="mediation.matter")
    reasons = EncryptedTextField("理由和请求", purpose="mediation.reasons")
    registered_by = models.ForeignKey(
        _USER, models.PROTECT, editable=False, related_name="+", verbose_name="登记人"
    )
    mediator = models.ForeignKey(
        _USER, models.PROTECT, null=True, editable=False, related_name="mediations", verbose_name="调解人"
    )
    state = models.CharField(
        "状态", max_length=12, choices=MediationState, default=MediationState.APPLIED, editable=False
    )
    accepted_on = models.DateField("受理日期", null=True, editable=False)
    due_on = models.DateField("当前期限", null=True, editable=False)
    agreement = EncryptedTextField("调解协议", purpose="mediation.agreement", editable=False)
    agreed_on = models.DateField("协议日期", null=True, editable=False)
    signed_and_stamped = models.BooleanField("双方签字、调解组织盖章", default=False, editable=False)
    ended_on = models.DateField("办结日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调解"
        ordering = ("-applied_on", "-id")
        constraints = [
            models.CheckConstraint(name="mediation_state_known", condition=Q(state__in=MediationState.values))
        ]
        indexes = [models.Index(fields=("state", "due_on"), name="mediation_by_state")]

    def __str__(self) -> str:
        return f"调解第 {self.pk} 号"


class MediationParty(models.Model):
    """A party: a member, or somebody from outside."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="parties")
    role = models.CharField("身份", max_length=10, choices=PartyRole)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name="会员"
    )
    name = EncryptedTextField("姓名", purpose="mediation_party.name")
    contact = EncryptedTextField("联系方式", purpose="mediation_party.contact")

    class Meta:
        verbose_name = verbose_name_plural = "调解当事人"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("mediation", "member"), condition=Q(member__isnull=False), name="mediation_party_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())


class MediationStatement(models.Model):
    """What a party said, written down by whoever leads the mediation."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="statements")
    party = models.ForeignKey(
        MediationParty, models.PROTECT, related_name="statements", verbose_name="陈述人"
    )
    on = models.DateField("日期")
    text = EncryptedTextField("陈述", purpose="mediation_statement.text")
    recorded_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="记录人")

    class Meta:
        verbose_name = verbose_name_plural = "调解陈述"
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.mediation} {self.on}"
