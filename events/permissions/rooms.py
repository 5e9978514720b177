"""Who keeps the records around activities: the office all of them, a branch chair those of the branch."""

from __future__ import annotations

from django.db.models import Q

from members.models import Member
from members.selectors import own_member
from union.accounts.models import User
from union.organisation.choices import Right

# A right the union office alone holds: for buttons and reminders of what only the office keeps.
OFFICE = Right.MANAGE_HONOURS


def sees_hospital(user: User) -> bool:
    """Sees the members of the whole hospital, and so every record about them."""
    return user.access.scope(Right.VIEW_MEMBERS).everything


def keeps(user: User) -> bool:
    """Keeps the records of the whole hospital: the union office."""
    return user.access.scope(Right.MANAGE_EVENTS).everything


def keeps_somewhere(user: User) -> bool:
    """Keeps the records of some branch at least."""
    return not user.access.scope(Right.MANAGE_EVENTS).empty


def keeps_of(user: User, branch_id: int | None) -> bool:
    """Keeps the records of this branch; ``None`` is the whole union."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    return scope.everything or (branch_id is not None and branch_id in scope.branch_ids)


def branch_condition(user: User, field: str = "branch_id") -> Q:
    """Filter over rows with a branch: those of the branches whose members ``user`` sees as a whole."""
    return Q(**{f"{field}__in": user.access.scope(Right.VIEW_MEMBERS).branch_ids})


def me(user: User) -> Member | None:
    """The user's own member record."""
    return own_member(user)
