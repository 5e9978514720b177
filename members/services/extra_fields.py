"""The office's own fields: defined without code, switched off, never deleted (values stay on record)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from members.models import ExtraField
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import NotPermittedError
from union.organisation.choices import Right

FIELDS = ("label", "kind", "options", "help_text", "is_required", "is_active", "position")


def may_define(user: User) -> bool:
    """Whoever keeps the basic data."""
    return user.access.can(Right.EDIT_SETTINGS)


@transaction.atomic
def save_extra_field(
    values: Mapping[str, Any], *, actor: User, field: ExtraField | None = None
) -> ExtraField:
    """Define a field, or change its definition; its key is made once, its kind stays.

    Raises:
        NotPermittedError: ``actor`` may not edit settings.
    """
    if not may_define(actor):
        raise NotPermittedError("您没有权限维护自定义字段")
    row = field or ExtraField(key=f"x{secrets.token_hex(4)}")
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        if name in values and not (name == "kind" and field is not None):
            setattr(row, name, values[name])
    row.save()
    changes = {
        name: [before[name], getattr(row, name)] for name in FIELDS if before[name] != getattr(row, name)
    }
    action = AuditAction.UPDATE if field else AuditAction.CREATE
    audit.record(action, row, actor=actor, changes=changes)
    return row
