"""Bodies, their terms of office (届), and the union's own profile."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.organisation import permissions
from union.organisation.models import Body, UnionProfile

if TYPE_CHECKING:
    from union.accounts.models import User

PROFILE_FIELDS = (
    "name", "hospital_name", "credit_code", "upper_union", "founded_on", "address", "office_phone",
)  # fmt: skip
_BODY_FIELDS = ("name", "term", "starts_on", "ends_on")


@transaction.atomic
def set_body(
    body_id: int,
    *,
    name: str,
    term: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    actor: User | None,
) -> Body:
    """Write name and present term of a body.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
        DomainError: the name is empty, or the term ends before it begins.
    """
    permissions.require_editor(actor)
    if not name.strip():
        raise DomainError("请填写机构名称", field="name")
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError(f"本届止（{ends_on}）早于本届起（{starts_on}），请核对", field="ends_on")
    old = Body.objects.select_for_update().get(pk=body_id)
    new = Body.objects.get(pk=body_id)
    new.name, new.term, new.starts_on, new.ends_on = name.strip(), term.strip(), starts_on, ends_on
    changes = audit.changes_between(old, new, _BODY_FIELDS)
    if changes:
        new.save(update_fields=_BODY_FIELDS)
        audit.record(AuditAction.UPDATE, new, actor=actor, changes=changes)
    return new


@transaction.atomic
def set_profile(values: dict[str, Any], *, actor: User | None, version: int | None = None) -> UnionProfile:
    """Write the union's profile (组织档案); keys of PROFILE_FIELDS, missing ones stay as they are.

    Raises:
        NotPermittedError: ``actor`` may not change the organisation.
        DomainError: a name is empty.
        StaleError: the profile is no longer at ``version``.
    """
    permissions.require_editor(actor)
    for name in ("name", "hospital_name"):
        if name in values and not str(values[name]).strip():
            raise DomainError("请填写名称", field=name)
    UnionProfile.objects.get_or_create(pk=1)
    old, new = (UnionProfile.objects.select_for_update().get(pk=1) for _ in range(2))
    fields = [name for name in PROFILE_FIELDS if name in values]
    for name in fields:
        setattr(new, name, values[name])
    changes = audit.changes_between(old, new, fields)
    if changes:
        new.save_version(new.version if version is None else version, fields)
        audit.record(AuditAction.UPDATE, new, actor=actor, changes=changes)
    return new
