"""Who files and who looks into the archive: the right to organise, within its scope; the chair reads all."""

from __future__ import annotations

from django.db.models import Q

from union.accounts.models import User
from union.organisation.choices import Right


def files_for(user: User, branch_id: int | None) -> bool:
    """File for a branch, or (None) for the whole union."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    return scope.everything or (branch_id is not None and branch_id in scope.branch_ids)


def files_any(user: User) -> bool:
    """Say whether ``user`` files anywhere."""
    return user.access.can(Right.MANAGE_EVENTS)


def reads(user: User) -> bool:
    """Look into the archive."""
    return files_any(user) or user.access.scope(Right.APPROVE_EVENTS).everything


def item_condition(user: User) -> Q:
    """Filter over what is filed: everything, or what belongs to the own branches."""
    rights = (Right.MANAGE_EVENTS, Right.APPROVE_EVENTS)
    if any(user.access.scope(right).everything for right in rights):
        return Q(pk__gt=0)
    return Q(branch_id__in=user.access.scope(Right.MANAGE_EVENTS).branch_ids)
