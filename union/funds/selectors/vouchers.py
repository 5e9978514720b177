"""Vouchers within a user's right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from union.funds import permissions
from union.funds.models import Entry

if TYPE_CHECKING:
    from union.accounts.models import User


def vouchers_visible_to(user: User) -> QuerySet[Entry]:
    """All vouchers for those who see the cash book, none for others."""
    if not permissions.can_view(user):
        return Entry.objects.none()
    return Entry.objects.select_related("created_by", "reverses", "reversed_by")
