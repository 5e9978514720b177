"""Reads the small subjects of care share."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet

from union.accounts.models import User
from union.common.flows import FlowTable
from union.organisation.choices import Right
from welfare.models import CareEvent
from welfare.permissions import care as may
from welfare.rules.care_flow import CareStep


def in_scope(rows: QuerySet[Any], user: User | None, right: Right, path: str = "member__") -> QuerySet[Any]:
    """Rows of people in the scope of ``right``; user None is the system."""
    return rows if user is None else user.access.scope(right).filter(rows, path)


def visible_rows(
    rows: QuerySet[Any], user: User, rights: Iterable[Right], path: str = "member__"
) -> QuerySet[Any]:
    """Rows of people in the scope of any of ``rights``, and the user's own."""
    scopes = [user.access.scope(right) for right in rights]
    if any(scope.everything for scope in scopes):
        return rows
    reached = Q(**{f"{path}user_id": user.pk})
    for scope in scopes:
        if not scope.empty:
            reached |= scope.condition(path)
    return rows.filter(reached)


def events_of(row: Any) -> QuerySet[CareEvent]:
    """The history of a row, oldest first."""
    return CareEvent.objects.filter(subject=row.CARE, subject_id=row.pk).select_related("actor")


def steps_for(row: Any, flow: FlowTable[CareStep], user: User, member: Any = None) -> list[CareStep]:
    """Steps the user may take now."""
    return [step for step in flow.steps_from(row.state) if may.can_take(user, step, member)]


def percent(part: int, whole: int) -> Decimal | None:
    """Share in percent with one decimal; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
