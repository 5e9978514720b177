"""Who issues notices, and who sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.choices.notices import BulletinState
from events.permissions.activities import own_branch_ids
from union.accounts.models import User
from union.organisation.choices import Right

_ISSUE = (Right.PUBLISH_NEWS, Right.MANAGE_EVENTS)


def issues_for(user: User, branch_id: int | None) -> bool:
    """Issue notices of a branch, or (None) of the whole union."""
    scopes = [user.access.scope(right) for right in _ISSUE]
    return any(
        scope.everything or (branch_id is not None and branch_id in scope.branch_ids) for scope in scopes
    )


def issues_any(user: User) -> bool:
    """Say whether ``user`` issues notices anywhere."""
    return any(user.access.can(right) for right in _ISSUE)


def issued_condition(user: User) -> Q:
    """Filter over rows with ``branch``: those ``user`` issues."""
    scopes = [user.access.scope(right) for right in _ISSUE]
    if any(scope.everything for scope in scopes):
        return Q(pk__gt=0)  # an empty Q() would vanish beside another condition
    return Q(branch_id__in=frozenset().union(*(scope.branch_ids for scope in scopes)))


def addressed_condition(user: User, model: Any) -> Q:
    """Filter over rows of ``model`` (Addressed): those meant for ``user``, by branch and office."""
    through = model.target_branches.through.objects.filter(**{f"{model._meta.model_name}_id": OuterRef("pk")})
    own = through.filter(branch_id__in=own_branch_ids(user))
    offices = Q(target_offices="")
    for office in user.access.offices:
        offices |= Q(target_offices__contains=f"|{office.value}|")
    return (~Exists(through) | Exists(own)) & offices


def shown_condition(day: dt.date) -> Q:
    """Filter over notices: published, and ``day`` lies in the window."""
    open_ended = Q(visible_until=None) | Q(visible_until__gte=day)
    return open_ended & Q(state=BulletinState.PUBLISHED, visible_from__lte=day)
