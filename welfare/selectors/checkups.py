"""Reads of check-ups."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from union.accounts.models import User
from union.organisation.choices import Right
from welfare.choices.checkups import EntryState, RoundState
from welfare.models import CheckupEntry, CheckupRound, CheckupSlot
from welfare.selectors.care import in_scope

STATE = Case(
    When(attended_on__isnull=False, then=Value(EntryState.ATTENDED.value)),
    When(round__state=RoundState.CLOSED, then=Value(EntryState.MISSED.value)),
    When(slot__isnull=False, then=Value(EntryState.BOOKED.value)),
    default=Value(EntryState.LISTED.value),
    output_field=CharField(),
)


def entries_in_scope(user: User | None) -> QuerySet[CheckupEntry]:
    """Entries of people in the scope of VIEW_WELFARE, with their ``state``."""
    return in_scope(CheckupEntry.objects.annotate(state=STATE), user, Right.VIEW_WELFARE)


def with_taken(rows: QuerySet[CheckupSlot]) -> QuerySet[CheckupSlot]:
    """Half days with ``taken`` and ``free`` places."""
    return (
        rows.annotate(taken=Count("entries")).annotate(free=F("capacity") - F("taken")).order_by("on", "part")
    )


def rates(round_: CheckupRound, user: User | None) -> list[dict[str, Any]]:
    """Per branch: listed, booked, attended; in the scope of the user."""
    rows = in_scope(round_.entries.all(), user, Right.VIEW_WELFARE)
    found = rows.order_by().values("branch_id", "branch__name").annotate(
        listed=Count("pk"), booked=Count("slot"), attended=Count("attended_on")
    )  # fmt: skip
    return list(found.order_by("branch__position", "branch__name"))


def free_slots(round_: CheckupRound, since: Any) -> QuerySet[CheckupSlot]:
    """Half days from ``since`` on that still have places."""
    return with_taken(round_.slots.filter(on__gte=since)).filter(Q(free__gt=0))
