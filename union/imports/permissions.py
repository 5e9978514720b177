"""Who may import what. A batch is visible to everybody who may import its kind."""

from __future__ import annotations

from django.db.models import QuerySet

from union.accounts.models import User
from union.common.errors import NotPermittedError
from union.imports.declare import ImportKind, kinds
from union.imports.models import ImportBatch


def may_import(user: User, kind: ImportKind) -> bool:
    """Whether ``user`` holds the right of this kind for the whole hospital: a file knows no scope."""
    return user.access.scope(kind.right).everything


def may_import_anything(user: User) -> bool:
    """Whether there is any kind of file for this user."""
    return any(may_import(user, kind) for kind in kinds)


def require_import(user: User | None, kind: ImportKind) -> None:
    """Let the system and users with the right pass.

    Raises:
        NotPermittedError: the user may not import this kind.
    """
    if user is not None and not may_import(user, kind):
        raise NotPermittedError(f"您没有权限导入{kind.label}，请联系工会办公室")


def batches_visible_to(user: User) -> QuerySet[ImportBatch]:
    """Batches of the kinds the user may import; all others do not exist for the user."""
    allowed = [key for key, kind in kinds.items() if may_import(user, kind)]
    return ImportBatch.objects.filter(kind__in=allowed)
