"""Who writes rules, who signs them, who sees them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from events.choices.documents import DocumentState
from events.models import PolicyDocument
from events.permissions.notices import addressed_condition
from events.rules.records import RecordArrow
from union.accounts.models import User
from union.organisation.choices import Right


def keeps(user: User) -> bool:
    """Write rules and sign them: the office drafts, anybody with the right signs what somebody else wrote."""
    return user.access.scope(Right.PUBLISH_NEWS).everything


def refusal(user: User, row: PolicyDocument, arrow: RecordArrow) -> str:  # noqa: ARG001 - one signature
    """Return why ``user`` may not take the step; "" if he may. Nobody signs what he wrote."""
    if not keeps(user):
        return "制度由工会办公室和主席管理"
    if row.state == DocumentState.DRAFT and user.pk == row.created_by_id:
        return "不能签发自己拟稿的制度，请由主席签发"
    return ""


def visible_condition(user: User) -> Q:
    """Filter over rules: whoever keeps them all; everybody else those in force or repealed."""
    return Q() if keeps(user) else ~Q(state=DocumentState.DRAFT)


def must_know_condition(user: User, day: dt.date) -> Q:
    """Filter over rules: in force on ``day`` and to be confirmed by ``user``."""
    binding = Q(Q(valid_until=None) | Q(valid_until__gte=day), state=DocumentState.IN_FORCE)
    return binding & Q(must_confirm=True) & addressed_condition(user, PolicyDocument)
