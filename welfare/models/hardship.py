"""A hardship file (困难档案): one household, its consent, its people, its facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.choices import ConsentChannel, Sex
from members.models import Member
from union.common.encryption import EncryptedTextField
from union.common.id_numbers import mask as mask_id
from union.common.models import VersionedModel
from union.organisation.models import Branch
from welfare.choices.hardship import (
    Category,
    Cause,
    HardshipState,
    Housing,
    Identity,
    Insurance,
    Kinship,
    Level,
    Marriage,
    Occupation,
    Residence,
    SpellEnd,
)
from welfare.rules.hardship_flow import CLOSED

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
_CLOSED = sorted(state.value for state in CLOSED)


class HardshipConsent(models.Model):
    """授权: what the household agreed to. Nothing of a file can be stored without such a row (NOT NULL keys).

    ``covers_children`` is the guardian's consent (个人信息保护法 第 31 条), ``covers_upper`` the separate
    consent to hand the file to an upper union (第 23 条). ``notices``: notice kind → version the consent
    was given to.
    """

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="hardship_consents", verbose_name="授权人"
    )
    covers_health = models.BooleanField("健康与家庭信息")
    covers_children = models.BooleanField("未成年子女信息（监护人同意）", default=False)
    covers_bank = models.BooleanField("银行账户信息", default=False)
    covers_check = models.BooleanField("家庭经济状况核对")
    covers_upper = models.BooleanField("向上级工会提供", default=False)
    notices = models.JSONField(default=dict)
    channel = models.CharField("方式", max_length=8, choices=ConsentChannel)
    given_on = models.DateField("授权日期")
    recorded_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难档案授权"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="hardship_consent_covers",
                condition=Q(covers_health=True, covers_check=True) | Q(withdrawn_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.given_on}"


class HardshipFile(VersionedModel):
    """困难档案. ``state`` is written by services.hardship_steps alone.

    ``income``, ``head_count``, ``per_head`` and ``category`` are computed from the people and the facts.
    """

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="hardship_files", verbose_name="户主（主要帮扶对象）"
    )
    consent = models.ForeignKey(HardshipConsent, models.PROTECT, related_name="files", verbose_name="授权")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="支会"
    )  # of that time; who may see it follows from where the member is now
    state = models.CharField(
        "状态", max_length=10, choices=HardshipState, default=HardshipState.DRAFT, editable=False
    )
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.HOSPITAL)
    category = models.CharField("困难类别", max_length=10, choices=Category, default=Category.NONE)
    category_words = EncryptedTextField("认定依据", purpose="hardship.category_words", max_length=300)
    cause = models.CharField("致困主要原因", max_length=16, choices=Cause)
    second_cause = models.CharField("致困次要原因", max_length=16, choices=Cause, blank=True)
    cause_text = EncryptedTextField("致困情况说明", purpose="hardship.cause_text")

    identity = models.CharField("身份", max_length=10, choices=Identity, default=Identity.ACTIVE)
    marriage = models.CharField("婚姻状况", max_length=10, choices=Marriage, blank=True)
    residence = models.CharField("户口类型", max_length=8, choices=Residence, blank=True)
    insurance = models.CharField("医保", max_length=10, choices=Insurance, default=Insurance.EMPLOYEE)
    housing = models.CharField("住房类型", max_length=10, choices=Housing, blank=True)
    housing_area = models.DecimalField(
        "建筑面积（平方米）", max_digits=6, decimal_places=1, null=True, blank=True
    )
    is_single_parent = models.BooleanField("单亲", default=False)
    is_without_work = models.BooleanField("零就业家庭", default=False)
    can_help_itself = models.BooleanField("有自救能力", default=True)
    phone = EncryptedTextField("联系电话", purpose="hardship.phone")
    address = EncryptedTextField("家庭住址", purpose="hardship.address")
    bank_name = EncryptedTextField("开户银行", purpose="hardship.bank_name")
    bank_account = EncryptedTextField("银行账号", purpose="hardship.bank_account")
    bank_holder = EncryptedTextField("户名", purpose="hardship.bank_holder")

    other_income = models.DecimalField("其他家庭年收入（元）", default=Decimal(0), **_MONEY)
    rigid_expense = models.DecimalField("年刚性支出（元）", default=Decimal(0), **_MONEY)
    accident_cost = models.DecimalField("本年意外（大病）支出（元）", default=Decimal(0), **_MONEY)
    compensation = models.DecimalField("已获赔付（元）", default=Decimal(0), **_MONEY)
    exclusions = models.JSONField("不予建档情形", default=list, blank=True)
    head_count = models.PositiveSmallIntegerField("家庭人口", default=1)
    income = models.DecimalField("家庭年总收入（元）", default=Decimal(0), **_MONEY)
    per_head = models.DecimalField("家庭月人均收入（元）", default=Decimal(0), **_MONEY)

    applied_on = models.DateField("申请日期")
    applied_by = models.ForeignKey(_USER, models.PROTECT, related_name="+", verbose_name="申请登记人")
    reviewed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="初审人")
    checked_on = models.DateField("收入核对日期", null=True, blank=True)
    checked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    check_source = models.CharField("核对途径", max_length=120, blank=True)
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_on = models.DateField("审批日期", null=True, blank=True)
    decision_document = models.CharField("集体研究记录", max_length=120, blank=True)
    review_due_on = models.DateField("下次复核日期", null=True, blank=True)
    reviewed_on = models.DateField("最近复核日期", null=True, blank=True)
    temporary_until = models.DateField("临时档案有效期至", null=True, blank=True)
    relapses = models.PositiveSmallIntegerField("返困次数", default=0)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难档案"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(  # a household that comes back takes its old file up again
                fields=("member",), condition=~Q(state__in=_CLOSED), name="hardship_one_open_file"
            ),
            models.CheckConstraint(name="hardship_heads", condition=Q(head_count__gte=1)),
            models.CheckConstraint(
                name="hardship_yuan_not_negative",
                condition=Q(
                    other_income__gte=0, rigid_expense__gte=0, accident_cost__gte=0, compensation__gte=0
                ),
            ),
            models.CheckConstraint(
                name="hardship_helped_is_decided",
                condition=~Q(state__in=(HardshipState.ON_FILE, HardshipState.TEMPORARY))
                | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="hardship_temporary_ends",
                condition=~Q(state=HardshipState.TEMPORARY) | Q(temporary_until__isnull=False),
            ),
            models.CheckConstraint(  # 审批与经办分离
                name="hardship_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | (
                    ~Q(decided_by=F("applied_by"))
                    & (Q(reviewed_by__isnull=True) | ~Q(decided_by=F("reviewed_by")))
                    & (Q(checked_by__isnull=True) | ~Q(decided_by=F("checked_by")))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=("state", "review_due_on"), name="hardship_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """档案编号; says nothing of the person."""
        return f"KN{self.pk:05d}"

    @property
    def masked_bank(self) -> str:
        """The account with its middle hidden."""
        return mask_id(self.bank_account) if self.bank_account else ""


class HouseholdPerson(models.Model):
    """Somebody of the household (家庭成员), the main person among them.

    ``is_open``: belongs to a household whose file is not closed; nobody stands in two such files.
    """

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="people", verbose_name="困难档案")
    consent = models.ForeignKey(HardshipConsent, models.PROTECT, related_name="+", verbose_name="授权")
    kinship = models.CharField("关系", max_length=8, choices=Kinship)
    name = EncryptedTextField("姓名", purpose="household.name")
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    id_number = EncryptedTextField("身份证号", purpose="household.id_number")
    id_number_index = models.CharField(max_length=64, null=True, editable=False)
    birth = EncryptedTextField("出生日期", purpose="household.birth")  # ISO date
    is_minor = models.BooleanField("不满十四周岁", default=False)  # on the day it was entered
    politics = models.CharField("政治面貌", max_length=20, blank=True)
    health = EncryptedTextField("健康状况（病名）", purpose="household.health")
    disability = EncryptedTextField("残疾类别", purpose="household.disability")
    occupation = models.CharField("身份", max_length=14, choices=Occupation, default=Occupation.WORKING)
    workplace = EncryptedTextField("工作单位或学校", purpose="household.workplace")
    monthly_income = models.DecimalField("月收入（元）", default=Decimal(0), **_MONEY)
    left_on = models.DateField("离开本户日期", null=True, blank=True)
    is_open = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "困难家庭成员"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("id_number_index",),
                condition=Q(is_open=True, id_number_index__isnull=False),
                name="household_person_in_one_file",
            ),
            models.UniqueConstraint(
                fields=("file",), condition=Q(kinship=Kinship.SELF), name="household_one_main_person"
            ),
            models.CheckConstraint(name="household_income", condition=Q(monthly_income__gte=0)),
        ]

    def __str__(self) -> str:
        return self.get_kinship_display()

    @property
    def masked_id(self) -> str:
        """The ID number with its middle hidden."""
        return mask_id(self.id_number) if self.id_number else ""


class HardshipSpell(models.Model):
    """A time on file (在档期间): figures of any past day are counted from these."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="spells", verbose_name="困难档案")
    starts_on = models.DateField("建档日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    ended_by = models.CharField("结束方式", max_length=8, choices=SpellEnd, blank=True)
    is_relapse = models.BooleanField("返困", default=False)
    is_temporary = models.BooleanField("临时建档", default=False)
    level = models.CharField("级别", max_length=10, choices=Level)
    category = models.CharField("困难类别", max_length=10, choices=Category)
    cause = models.CharField("致困主要原因", max_length=16, choices=Cause)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name="支会")

    class Meta:
        verbose_name = verbose_name_plural = "在档期间"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("file",), condition=Q(ends_on__isnull=True), name="hardship_one_open_spell"
            ),
            models.CheckConstraint(
                name="hardship_spell_ends_after",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.starts_on}"
