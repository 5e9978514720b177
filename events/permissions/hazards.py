"""Who sees and handles hazards: the office all, a department those it must put right, the finder his own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from events.models import Hazard
from events.permissions.rooms import branch_condition, sees_hospital
from events.rules.hazards import OF_DEPARTMENT, HazardAction
from union.accounts.models import User
from union.organisation.choices import Right


def directs(user: User) -> bool:
    """Assigns and re-checks: holds 隐患整改 in the whole hospital (union office)."""
    return user.access.scope(Right.HANDLE_HAZARDS).everything


def mends(user: User, row: Hazard) -> bool:
    """Puts right: the responsible department's contact; the office enters it for a department."""
    scope = user.access.scope(Right.HANDLE_HAZARDS)
    return scope.everything or (row.department_id is not None and row.department_id in scope.department_ids)


def hazards_visible_to(user: User) -> QuerySet[Hazard]:
    """Hazards within the scope; what is not in it is 404."""
    if sees_hospital(user) or directs(user):
        return Hazard.objects.all()
    departments = user.access.scope(Right.HANDLE_HAZARDS).department_ids
    own = Q(finder__user_id=user.pk) | Q(reported_by_id=user.pk)
    return Hazard.objects.filter(own | Q(department_id__in=departments) | branch_condition(user))


def sees_finder(user: User, row: Hazard) -> bool:
    """A department learns what to put right, not who found it."""
    if sees_hospital(user) or user.pk == row.reported_by_id:
        return True
    own = row.finder is not None and row.finder.user_id == user.pk
    return own or (row.branch_id in user.access.scope(Right.VIEW_MEMBERS).branch_ids)


def can_take(user: User, row: Hazard, action: HazardAction) -> bool:
    """Take ``action``: nobody re-checks what he reported as put right himself."""
    if action in OF_DEPARTMENT:
        return mends(user, row)
    own = action == HazardAction.CLOSE and row.rectified_by_id == user.pk
    return directs(user) and not own


def can_edit(user: User, row: Hazard) -> bool:
    """Correct a report before it is assigned: whoever entered it, and the office."""
    return row.state == "reported" and (directs(user) or user.pk == row.reported_by_id)
