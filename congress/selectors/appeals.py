"""Reads of appeals: one's own, those of one's department, all of them with the right."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congress.choices.appeals import AppealState
from congress.models import Appeal
from union.accounts.models import User
from union.organisation.choices import Right

_WITH = ("member__user", "branch", "department", "registered_by", "answered_by", "motion", "agenda_item")


def appeals_visible_to(user: User) -> QuerySet[Appeal]:
    """The union reads all; a person his own and what he registered; a department what it has to answer."""
    rows = Appeal.objects.select_related(*_WITH)
    if user.access.can(Right.VIEW_APPEALS):
        return rows
    seen = Q(member__user_id=user.pk) | Q(registered_by_id=user.pk)
    return rows.filter(seen | Q(pk__in=appeals_of_department(user).values("pk")))


def appeals_of_department(user: User) -> QuerySet[Appeal]:
    """What was handed to the departments the user answers for."""
    scope = user.access.scope(Right.ANSWER_MOTIONS)
    rows = Appeal.objects.filter(department__isnull=False).exclude(state=AppealState.RECEIVED)
    if scope.everything:
        return rows
    return rows.filter(department_id__in=scope.department_ids)


def own_appeals(user: User) -> QuerySet[Appeal]:
    """What the user has handed in or written down for others, newest first."""
    mine = Q(member__user_id=user.pk) | Q(registered_by_id=user.pk)
    return Appeal.objects.filter(mine).select_related("department", "member").order_by("-pk")
