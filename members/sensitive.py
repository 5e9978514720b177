"""Sensitive values of the registry: class, purpose, retention, mask, right (个人信息保护法 第 6、28 条)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members import permissions
from members.models import CorrectionRequest, FamilyMember, Member
from members.selectors import corrections_visible_to, members_visible_to
from union.accounts.models import User
from union.common import id_numbers, phones
from union.common.registries import SensitiveField
from union.organisation.choices import Right

_WHILE_MEMBER = "会籍存续期间；离会后按档案规定保管"
_HIDDEN = "（已登记）"


def _member(user: User, pk: int) -> Member | None:
    return members_visible_to(user).filter(pk=pk).first()


def _relative(user: User, pk: int) -> FamilyMember | None:
    row = FamilyMember.objects.select_related("member").filter(pk=pk).first()
    return row if row and members_visible_to(user).filter(pk=row.member_id).exists() else None


def _correction(user: User, pk: int) -> CorrectionRequest | None:
    return corrections_visible_to(user).filter(pk=pk).first()


def _bank_mask(text: str) -> str:
    return f"**** **** {text[-4:]}" if len(text) > 4 else _HIDDEN  # noqa: PLR2004 - last four digits


def _email_mask(text: str) -> str:
    name, _, host = text.partition("@")
    return f"{name[:1]}***@{host}" if host else _HIDDEN


def _name_mask(text: str) -> str:
    return text[:1] + "*" * max(len(text) - 1, 1)


def _hide(_text: str) -> str:
    return _HIDDEN


def _of_member(  # noqa: PLR0917 - the columns of the table below
    field: str, label: str, data_class: str, purpose: str, right: Right, mask: Callable[[str], str],
    *, reason: bool,
) -> SensitiveField:  # fmt: skip
    return SensitiveField(
        label=label,
        data_class=data_class,
        purpose=purpose,
        keep=_WHILE_MEMBER,
        find=_member,
        value=lambda member: getattr(member, field),
        mask=mask,
        may_see=lambda user, member: permissions.can_see_own_or(user, member, right),
        reason_required=reason,
    )


def _of_relative(field: str, label: str, mask: Callable[[str], str]) -> SensitiveField:
    return SensitiveField(
        label=label,
        data_class="家庭",
        purpose="会员登记表、慰问与困难帮扶核对",
        keep=_WHILE_MEMBER,
        find=_relative,
        value=lambda row: getattr(row, field),
        mask=mask,
        may_see=lambda user, row: permissions.can_see_own_or(user, row.member, Right.VIEW_FAMILY),
        reason_required=False,
    )


def _sees_correction(user: User, row: Any) -> bool:
    return permissions.can_see_own_or(user, row.member, Right.EDIT_MEMBERS)


FIELDS: dict[str, SensitiveField] = {
    "member.id_number": _of_member(
        "id_number", "证件号码", "身份", "会员实名制登记，识别本人", Right.VIEW_IDENTITY, id_numbers.mask,
        reason=True,
    ),
    "member.phone": _of_member(
        "phone", "手机", "联系方式", "联系与通知", Right.VIEW_CONTACT, phones.mask, reason=False
    ),
    "member.email": _of_member(
        "email", "邮箱", "联系方式", "联系与通知", Right.VIEW_CONTACT, _email_mask, reason=False
    ),
    "member.address": _of_member(
        "address", "住址", "联系方式", "家访与慰问", Right.VIEW_CONTACT, _hide, reason=False
    ),
    "member.bank_account": _of_member(
        "bank_account", "银行账号", "金融账户", "发放慰问金、补助金", Right.VIEW_BANK, _bank_mask, reason=True
    ),
    "member.health_note": _of_member(
        "health_note", "健康情况", "健康", "疗休养与慰问安排", Right.VIEW_FAMILY, _hide, reason=True
    ),
    "family.name": _of_relative("name", "家属姓名", _name_mask),
    "family.birth": _of_relative("birth", "家属出生日期", _hide),
    "family.workplace": _of_relative("workplace", "家属工作单位", _hide),
    "family.phone": _of_relative("phone", "家属电话", phones.mask),
    "correction.new_value": SensitiveField(
        label="更正为",
        data_class="身份",
        purpose="处理本人的更正申请",
        keep="处理后三年",
        find=_correction,
        value=lambda row: row.new_value,
        mask=_hide,
        may_see=_sees_correction,
        reason_required=False,
    ),
}  # fmt: skip
