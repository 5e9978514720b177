"""Family of a member: kept by the person himself or by staff; values never reach the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members import permissions
from members.models import FamilyMember, Member
from union.accounts.models import User
from union.common import audit, names, phones
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.organisation.choices import Right

FIELDS = ("relation", "name", "birth", "workplace", "phone", "ended_on")


def may_edit_family(actor: User, member: Member) -> bool:
    """The person himself, or staff who both edit the record and may see family facts."""
    if permissions.is_self(actor, member):
        return True
    return permissions.can_edit(actor, member) and actor.access.reaches(Right.VIEW_FAMILY, member)


@transaction.atomic
def save_family_member(
    member: Member,
    values: Mapping[str, Any],
    *,
    actor: User,
    relative: FamilyMember | None = None,
    version: int = 0,
) -> FamilyMember:
    """Add a relative, or change ``relative`` that was opened at ``version``. ``values``: FIELDS.

    Raises:
        NotPermittedError: see `may_edit_family`.
        StaleError: changed meanwhile.
        DomainError: no relation or name, a phone or birthday that cannot be.
    """
    if not may_edit_family(actor, member):
        raise NotPermittedError("您没有权限维护家庭成员信息")
    row = relative or FamilyMember(member=member)
    if row.pk and row.version != version:
        raise StaleError("这条家庭成员信息已被他人修改，请核对后再保存；您填写的内容没有丢失。")
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, values.get(name, before[name]))
    _check(row)
    if row.pk is None:
        row.save()
        audit.record(AuditAction.CREATE, row, actor=actor)
        return row
    changed = {name: None for name in FIELDS if getattr(row, name) != before[name]}
    if changed:
        row.save_version(version, list(changed))
        audit.record(AuditAction.UPDATE, row, actor=actor, changes=changed)
    return row


def _check(row: FamilyMember) -> None:
    row.relation, row.name = row.relation.strip(), names.clean_name(row.name)
    row.phone = phones.normalise(row.phone or "")
    if not row.relation:
        raise DomainError("请填写关系", field="relation")
    if not row.name:
        raise DomainError("请填写姓名", field="name")
    if row.phone and not phones.is_plausible(row.phone):
        raise DomainError("电话号码不完整，请核对", field="phone")
    if row.birth and dt.date.fromisoformat(str(row.birth)) > today():
        raise DomainError("出生日期不能晚于今天", field="birth")
    row.birth = str(row.birth or "")
