"""Who assesses a branch and who reviews it."""

from __future__ import annotations

from django.db.models import Q

from events.choices.homebuilding import HomeCheckState
from events.models import HomeCheck
from events.rules.records import RecordArrow
from union.accounts.models import User
from union.organisation.choices import Right


def assesses(user: User, branch_id: int) -> bool:
    """Fill in the self-assessment of a branch."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    return scope.everything or branch_id in scope.branch_ids


def reviews(user: User, row: HomeCheck) -> bool:
    """Give points: whoever keeps the honours, but not on what he handed in himself."""
    return user.access.can(Right.MANAGE_HONOURS) and user.pk != row.submitted_by_id


def refusal(user: User, row: HomeCheck, arrow: RecordArrow) -> str:
    """Return why ``user`` may not take the step; "" if he may."""
    if arrow.who == "decider":
        return "" if reviews(user, row) else "考核由工会办公室办理，且不能考核自己提交的自评"
    return "" if assesses(user, row.branch_id) else "自评由支会办理"


def can_fill(user: User, row: HomeCheck) -> bool:
    """Change the self-assessment now."""
    return row.state == HomeCheckState.DRAFT and assesses(user, row.branch_id)


def can_give(user: User, row: HomeCheck) -> bool:
    """Give points now."""
    return row.state == HomeCheckState.SUBMITTED and reviews(user, row)


def visible_condition(user: User) -> Q:
    """Filter over checks: all for whoever sees the whole hospital, else those of the own branches."""
    rights = (Right.MANAGE_EVENTS, Right.VIEW_MEMBERS)
    if any(user.access.scope(right).everything for right in rights):
        return Q(pk__gt=0)
    return Q(branch_id__in=user.access.scope(Right.MANAGE_EVENTS).branch_ids)
