"""Who sees and decides suggestions: office and chair, a branch chair reads the branch's, one's own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from events.models import Suggestion
from events.permissions.rooms import branch_condition, keeps, sees_hospital
from events.rules.suggestions import SuggestionAction
from union.accounts.models import User
from union.funds.selectors import is_booked
from union.funds.services.posting import Source
from union.organisation.choices import Right

A = SuggestionAction
_MONEY = (A.AWARD, A.PAY, A.UNPAY)


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


def award_source(row: Suggestion) -> Source:
    """What the voucher of the award points at."""
    return Source("events.suggestion", row.pk)


def gave_award(user: User, row: Suggestion) -> bool:
    """The user gave the award; somebody else pays it."""
    return row.awarded_by_id is not None and row.awarded_by_id == user.pk


def can_take(user: User, row: Suggestion, action: SuggestionAction) -> bool:
    """Take ``action``: nobody decides on, gives an award to or pays his own; what is booked stays."""
    if action == A.WITHDRAW:
        return is_own(user, row) or row.submitted_by_id == user.pk
    if action in _MONEY and is_booked(award_source(row)) != (action == A.UNPAY):
        return False
    if action == A.PAY and (not row.award_amount or gave_award(user, row)):
        return False
    decides = user.access.can(Right.POST_MONEY) if action in (A.PAY, A.UNPAY) else reviews(user)
    return decides and not is_own(user, row)
