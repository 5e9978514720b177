"""The member (会员) and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.choices import IdKind, MembershipStatus, RetainReason, Sex
from union.common.encryption import EncryptedJSONField, EncryptedTextField
from union.common.models import VersionedModel
from union.organisation.models import Branch, Department, Group


class MemberQuerySet(models.QuerySet["Member"]):
    """One-word filters."""

    def active(self) -> MemberQuerySet:
        """在册 members: they pay dues, vote, and count."""
        return self.filter(membership_status=MembershipStatus.ACTIVE)

    def kept(self) -> MemberQuerySet:
        """Members in the registry: 在册 and 保留会籍."""
        return self.filter(membership_status__in=(MembershipStatus.ACTIVE, MembershipStatus.RETAINED))

    def unmerged(self) -> MemberQuerySet:
        """Leave out rows that were merged into another member."""
        return self.filter(merged_into=None)

    def of_account(self, user: Any) -> MemberQuerySet:
        """The kept record that belongs to an account: its primary key, or an expression for it."""
        return self.unmerged().kept().filter(user_id=user)


class Member(VersionedModel):
    """A person of the real-name registry (会员实名制); fields of domain.md §2.2.

    Never deleted: leaving is a state. ``membership_status`` is written by
    services.membership.change_membership alone; name and ID by services.members, which keeps the
    derived columns (pinyin, search text, blind indexes) true.
    """

    staff_no = models.CharField("工号", max_length=20, null=True, blank=True, unique=True)
    member_no = models.CharField("会员证号", max_length=30, null=True, blank=True, unique=True)
    name = models.CharField("姓名", max_length=60)
    name_pinyin = models.CharField("拼音", max_length=200, blank=True)
    name_initials = models.CharField("拼音首字母", max_length=40, blank=True)
    search_text = models.CharField(max_length=610, blank=True, editable=False)
    sex = models.CharField("性别", max_length=6, choices=Sex, blank=True)
    born_on = models.DateField("出生日期", null=True, blank=True)
    id_kind = models.CharField("证件类型", max_length=20, choices=IdKind, default=IdKind.RESIDENT)
    id_number = EncryptedTextField("证件号码", purpose="member.id_number")
    id_number_index = models.CharField(max_length=64, null=True, unique=True, editable=False)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    political_status = models.CharField("政治面貌", max_length=20, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    marital_status = models.CharField("婚姻状况", max_length=10, blank=True)

    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="支会"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="科室"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="工会小组"
    )
    post_category = models.CharField("岗位类别", max_length=20, blank=True)
    professional_title = models.CharField("职称", max_length=30, blank=True)
    duty = models.CharField("职务", max_length=30, blank=True)
    employment_kind = models.CharField("用工形式", max_length=20, blank=True)
    is_model_worker = models.BooleanField("劳模", default=False)
    is_migrant_worker = models.BooleanField("农民工", default=False)
    started_work_on = models.DateField("参加工作时间", null=True, blank=True)
    joined_hospital_on = models.DateField("入院时间", null=True, blank=True)
    joined_union_on = models.DateField("入会时间", null=True, blank=True)
    join_method = models.CharField("入会方式", max_length=20, blank=True)

    phone = EncryptedTextField("手机", purpose="member.phone")
    phone_index = models.CharField(max_length=64, null=True, editable=False, db_index=True)
    email = EncryptedTextField("邮箱", purpose="member.email")
    address = EncryptedTextField("住址", purpose="member.address")
    bank_account = EncryptedTextField("银行账号", purpose="member.bank_account")
    health_note = EncryptedTextField("健康情况", purpose="member.health_note")
    interests = models.CharField("爱好特长", max_length=120, blank=True)
    note = EncryptedTextField("备注", purpose="member.note", max_length=300)
    extra: Any = EncryptedJSONField("自定义字段", purpose="member.extra")  # {ExtraField.key: value}

    membership_status = models.CharField(
        "会籍", max_length=16, choices=MembershipStatus, default=MembershipStatus.ACTIVE, editable=False
    )
    retain_reason = models.CharField(
        "保留原因", max_length=16, choices=RetainReason, blank=True, editable=False
    )
    status_since = models.DateField("会籍状态起", null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged_rows"
    )

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="member",
        verbose_name="登录账号",
    )  # fmt: skip
    created_at = models.DateTimeField("建档时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ("name_pinyin", "id")
        constraints = [
            models.CheckConstraint(
                name="member_has_key",
                condition=Q(staff_no__isnull=False)
                | Q(id_number_index__isnull=False)
                | Q(merged_into__isnull=False),  # a merged row gives its numbers to the kept one
            ),
            models.CheckConstraint(name="member_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="member_status_known", condition=Q(membership_status__in=MembershipStatus.values)
            ),
            models.CheckConstraint(
                name="member_retained_with_reason",
                condition=~Q(membership_status="retained") | ~Q(retain_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=("membership_status", "name_pinyin", "id"), name="member_by_status_name"),
            models.Index(fields=("membership_status", "staff_no"), name="member_by_status_no"),
            models.Index(fields=("branch", "name_pinyin", "id"), name="member_by_branch_name"),
            models.Index(fields=("name_pinyin", "id"), name="member_by_name"),
            models.Index(fields=("born_on",), name="member_by_birth"),
        ]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: dt.date) -> int | None:
        """Full years on ``day``; None if the birthday is not known."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
