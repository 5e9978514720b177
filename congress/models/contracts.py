"""集体合同与工资集体协商: negotiators of both sides, meetings, the contract, and how it is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congress.choices.contracts import ContractKind, ContractState, Side
from congress.models.votes import Vote
from members.models import Member
from union.common.models import VersionedModel


class Contract(VersionedModel):
    """A negotiation and the contract it leads to. ``state`` is written by services.registers alone."""

    kind = models.CharField("种类", max_length=12, choices=ContractKind)
    title = models.CharField("名称", max_length=80)
    proposed_by = models.CharField("提出方", max_length=10, choices=Side, default=Side.STAFF)
    proposed_on = models.DateField("提出日期")
    topics = models.TextField("协商议题", max_length=2000)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="续订"
    )
    state = models.CharField(
        "状态", max_length=12, choices=ContractState, default=ContractState.PROPOSED, editable=False
    )
    due_on = models.DateField("当前期限", null=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, editable=False)
    drafted_on = models.DateField("草案日期", null=True, editable=False)
    draft = models.TextField("合同文本", max_length=20000, blank=True, editable=False)
    starts_on = models.DateField("期限起", null=True, editable=False)
    ends_on = models.DateField("期限止", null=True, editable=False)
    vote = models.OneToOneField(
        Vote, models.PROTECT, null=True, editable=False, related_name="contract", verbose_name="职代会表决"
    )
    signed_on = models.DateField("签订日期", null=True, editable=False)
    filed_on = models.DateField("报送日期", null=True, editable=False)
    file_no = models.CharField("备案文号", max_length=60, blank=True, editable=False)
    effective_on = models.DateField("生效日期", null=True, editable=False)
    informed_on = models.DateField("公布日期", null=True, editable=False)
    ended_on = models.DateField("终止日期", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "集体合同"
        ordering = ("-proposed_on", "-id")
        constraints = [
            models.CheckConstraint(name="contract_state_known", condition=Q(state__in=ContractState.values)),
            models.CheckConstraint(
                name="contract_term", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Negotiator(models.Model):
    """协商代表 of one side; people from outside have a name only."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="negotiators")
    side = models.CharField("代表", max_length=10, choices=Side)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="negotiations", verbose_name="会员"
    )
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    is_chief = models.BooleanField("首席代表", default=False)
    is_woman = models.BooleanField("女", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "协商代表"
        ordering = ("side", "-is_chief", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "member"), condition=Q(member__isnull=False), name="negotiator_once"
            ),
            models.UniqueConstraint(
                fields=("contract", "side"), condition=Q(is_chief=True), name="negotiator_one_chief"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NegotiationMeeting(models.Model):
    """协商会议 with its minutes, signed by both chiefs."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="meetings")
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=60, blank=True)
    topics = models.CharField("议题", max_length=200)
    minutes = models.TextField("纪要", max_length=4000)
    staff_signed = models.BooleanField("职工方首席代表已签字", default=False)
    employer_signed = models.BooleanField("院方首席代表已签字", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "协商会议"
        ordering = ("held_on", "id")

    def __str__(self) -> str:
        return f"{self.held_on} 协商会议"


class PerformanceCheck(models.Model):
    """履约检查: when it is due, what was found, what was put right."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="checks")
    due_on = models.DateField("应检查日期")
    checked_on = models.DateField("检查日期", null=True, blank=True)
    checkers = models.CharField("检查人", max_length=120, blank=True)
    findings = models.TextField("检查情况", max_length=2000, blank=True)
    remedy = models.CharField("整改意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "履约检查"
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"{self.contract} {self.due_on} 履约检查"
