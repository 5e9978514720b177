"""Writing a member's record: derived columns stay true, the second of two editors loses nothing."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from members import permissions
from members.choices import MembershipStatus
from members.models import ExtraField, Member, MembershipChange
from members.rules import identity
from members.rules.extra_fields import Definition, clean_values
from members.rules.membership import OUTSIDE, step_between
from members.selectors import ID_PURPOSE, PHONE_PURPOSE
from members.services.stale import label_of, stale_error
from union.accounts.models import User
from union.common import audit, names, phones, registries
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError
from union.common.pinyin import pinyin_of, search_terms

# What people type. Membership state, keys of other tables and derived columns are not here.
EDITABLE = (
    "staff_no", "member_no", "name", "sex", "born_on", "id_kind", "id_number", "ethnicity", "native_place",
    "political_status", "education", "marital_status", "branch", "department", "group", "post_category",
    "professional_title", "duty", "employment_kind", "is_model_worker", "is_migrant_worker",
    "started_work_on", "joined_hospital_on", "joined_union_on", "join_method", "phone", "email", "address",
    "bank_account", "health_note", "interests", "note", "extra",
)  # fmt: skip
DERIVED = ("name_pinyin", "name_initials", "search_text", "id_number_index", "phone_index")
_UNIQUE = ("staff_no", "member_no", "id_number_index")


@transaction.atomic
def create_member(
    values: Mapping[str, Any],
    *,
    actor: User | None,
    status: MembershipStatus = MembershipStatus.ACTIVE,
    effective_on: dt.date | None = None,
    document: str = "",
) -> Member:
    """Register a person; the first row of the membership history is written with it.

    ``values`` are EDITABLE fields, units as instances. ``status`` is 在册 (a member already) or 申请中.
    ``effective_on`` defaults to the day of joining the union, else today. ``actor`` None = the system.

    Raises:
        NotPermittedError: ``actor`` may not register members.
        DomainError: a value is missing, malformed, contradictory or taken; ``field`` names it.
        TransitionError: nobody begins in ``status``.
    """
    step_between(OUTSIDE, status)
    if actor is not None and status != MembershipStatus.APPLICANT and not permissions.can_create(actor):
        raise NotPermittedError("您没有权限登记会员")
    member = Member(membership_status=status)
    _assign(member, values, actor)
    member.status_since = effective_on or member.joined_union_on or today()
    member.save(force_insert=True)
    MembershipChange.objects.create(
        member=member, to_status=status, effective_on=member.status_since, document=document, actor=actor
    )
    filled = {name: None for name in EDITABLE if getattr(member, name)}
    audit.record(AuditAction.CREATE, member, actor=actor, changes=filled)
    return member


@transaction.atomic
def update_member(member: Member, *, version: int, values: Mapping[str, Any], actor: User | None) -> Member:
    """Change fields of a record that was opened at ``version``; saving nothing new writes nothing.

    Raises:
        NotPermittedError: ``actor`` may not edit this member.
        StaleError: somebody saved meanwhile; its ``changes`` say what, its text who and when.
        DomainError: as `create_member`.
    """
    row = Member.objects.select_for_update().get(pk=member.pk)
    if actor is not None and not permissions.can_edit(actor, row):
        raise NotPermittedError("您没有权限修改这份档案")
    if row.version != version:
        raise stale_error(row, version)
    before = copy.copy(row)
    _assign(row, values, actor)
    changes = audit.changes_between(before, row, EDITABLE)
    if not changes:
        return row
    row.save_version(version, [*changes, *DERIVED])
    _rename_account(row, changes)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    if {"branch", "department"} & set(changes):
        for follow in registries.member_changes:
            follow(before, row, actor)
    return row


def _assign(member: Member, values: Mapping[str, Any], actor: User | None) -> None:
    """Put ``values`` on ``member``, complete and check it; nothing is written."""
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise DomainError(f"不能修改的项目：{'、'.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(member, name, value)
    normalise(member)
    found = identity.reconcile(member.id_kind, member.id_number, member.sex, member.born_on)
    member.id_number, member.sex, member.born_on = found.id_number, found.sex, found.born_on
    member.extra = clean_values(extra_definitions(), member.extra)
    derive(member)
    _check(member)
    _check_unique(member, tells_owner=actor is None or permissions.can_create(actor))


def normalise(member: Member) -> None:
    """Bring the typed fields into the form they are stored in: name, numbers, empty keys, units."""
    member.name = names.clean_name(member.name)
    member.staff_no = (member.staff_no or "").strip().upper() or None
    member.member_no = (member.member_no or "").strip() or None
    member.phone = phones.normalise(member.phone or "")
    member.bank_account = "".join((member.bank_account or "").split())
    if member.branch_id is None:
        unit = member.group or member.department
        member.branch = unit.branch if unit else None


def derive(member: Member) -> None:
    """Set pinyin, initials, search text and blind indexes from name, 工号, ID number and phone.

    Writes nothing. The import and the factories use it too, so that there is one truth.
    """
    full, initials = pinyin_of(member.name)
    member.name_pinyin, member.name_initials = full[:200], initials[:40]
    member.search_text = f" {search_terms(member.name, member.staff_no or '')}"  # every token after a space
    member.id_number_index = blind_index(member.id_number, ID_PURPOSE)
    member.phone_index = blind_index(member.phone, PHONE_PURPOSE)


def extra_definitions() -> list[Definition]:
    """Definitions of the extra fields in use, as the rule wants them."""
    return [
        Definition(field.key, field.label, field.kind, tuple(field.options), field.is_required)
        for field in ExtraField.objects.filter(is_active=True)
    ]


def _check(member: Member) -> None:
    if not names.is_plausible_name(member.name):
        raise DomainError("请填写姓名（不含数字）", field="name")
    if member.staff_no is None and not member.id_number:
        raise DomainError("工号与证件号码至少填写一项，用来识别本人", field="staff_no")
    if member.phone and not phones.is_plausible(member.phone):
        raise DomainError("手机号码不完整，请核对", field="phone")
    if member.group is not None and member.group.branch_id != member.branch_id:
        raise DomainError(f"“{member.group}”不属于所选支会，请重新选择小组", field="group")
    _check_dates(member)


def _check_dates(member: Member) -> None:
    for name in ("born_on", "started_work_on", "joined_hospital_on", "joined_union_on"):
        day = getattr(member, name)
        label = label_of(name)
        if day and day > today():
            raise DomainError(f"{label}不能晚于今天", field=name)
        if day and member.born_on and name != "born_on" and day < member.born_on:
            raise DomainError(f"{label}早于出生日期，请核对", field=name)


def _check_unique(member: Member, *, tells_owner: bool) -> None:
    """Refuse a number that is taken; whose it is learns only who keeps the whole registry."""
    for name in _UNIQUE:
        value = getattr(member, name)
        other = value and Member.objects.exclude(pk=member.pk).filter(**{name: value}).first()
        if not other:
            continue
        field = name.removesuffix("_index")
        owner = f"在{other.name}（工号 {other.staff_no or '无'}）名下" if tells_owner else ""
        advice = "请核对或合并档案" if tells_owner else "如果是您本人，请联系工会办公室"
        raise DomainError(f"{label_of(field)}已登记{owner}，{advice}", field=field)


def _rename_account(member: Member, changed: Iterable[str]) -> None:
    """The account shows the member's name and is found by the member's phone."""
    if member.user_id is None or not {"name", "phone"} & set(changed):
        return
    account = User.objects.get(pk=member.user_id)
    account.display_name, account.name_pinyin = member.name, member.name_pinyin
    account.phone, account.phone_index = member.phone, account_phone_index(member.phone)
    account.save(update_fields=["display_name", "name_pinyin", "phone", "phone_index"])


def account_phone_index(phone: str) -> str | None:
    """Blind index of an account's phone: another purpose than the member's, so the columns do not link."""
    return blind_index(phone, "user.phone")
