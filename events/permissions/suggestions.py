"""Who sees and decides suggestions: office and chair, a branch chair reads the branch's, one's own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from events.models import Suggestion
from events.permissions.rooms import branch_condition, keeps, sees_hospital
from events.rules.suggestions import SuggestionAction
from union.accounts.models import User
from union.organisation.choices import Right


def reviews(user: User) -> bool:
    """Decides on suggestions: the union office and whoever approves activities (chair)."""
    return keeps(user) or user.access.scope(Right.APPROVE_EVENTS).everything


def suggestions_visible_to(user: User) -> QuerySet[Suggestion]:
    """Suggestions within the scope; what is not in it is 404."""
    if sees_hospital(user):
        return Suggestion.objects.all()
    own = Q(proposer__user_id=user.pk) | Q(submitted_by_id=user.pk)
    return Suggestion.objects.filter(own | branch_condition(user))


def is_own(user: User, row: Suggestion) -> bool:
    """The user's own suggestion."""
    return row.proposer.user_id is not None and row.proposer.user_id == user.pk


def can_take(user: User, row: Suggestion, action: SuggestionAction) -> bool:
    """Take ``action``: nobody decides on, or gives an award to, his own."""
    if action == SuggestionAction.WITHDRAW:
        return is_own(user, row) or row.submitted_by_id == user.pk
    return reviews(user) and not is_own(user, row)
