"""Reads of visits. Every list, search, export and PDF starts from `visits_visible_to`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Right
from welfare.choices.visits import CountingUnit
from welfare.models import SchemeItem, Visit, VisitReport, VisitScheme
from welfare.models.visits import CLOSED_WITHOUT, VisitQuerySet

SEES = (Right.VIEW_VISITS, Right.HANDLE_VISITS, Right.APPROVE_VISITS)


def visits_in_scope(user: User, right: Right = Right.VIEW_VISITS) -> VisitQuerySet:
    """Visits of members in the scope of ``right``; outside persons for whole-hospital offices only."""
    scope = user.access.scope(right)
    rows = Visit.objects.all()
    return rows if scope.everything else rows.filter(_within(scope.condition("member__")))


def _within(condition: Q) -> Q:
    return Q(member__isnull=False) & condition


def visits_visible_to(user: User) -> VisitQuerySet:
    """Visits ``user`` may open: in the scope of a right over visits, his own, and those he has reported."""
    scopes = [user.access.scope(right) for right in SEES]
    rows = Visit.objects.select_related("occasion", "member", "spouse", "standard", "branch")
    if any(scope.everything for scope in scopes):
        return rows
    reached = Q(member__user_id=user.pk)
    for scope in scopes:
        if not scope.empty:
            reached |= _within(scope.condition("member__"))
    mine = VisitReport.objects.filter(reporter=user).values("visit_id")
    return rows.filter(reached | Q(pk__in=mine))


def visit_for_record(user: User, pk: int) -> QuerySet[Visit]:
    """The one visit of a record page with what it shows; empty if not visible."""
    return (
        visits_visible_to(user)
        .filter(pk=pk)
        .select_related("group", "department", "gift_list", "checked_by", "decided_by", "signature")
        .prefetch_related("reports__reporter", "services", "events__actor")
    )


def reports_of(user: User) -> QuerySet[VisitReport]:
    """What the user has reported himself, newest first."""
    return (
        VisitReport.objects.filter(reporter=user)
        .select_related("visit__occasion", "visit__member")
        .order_by("-id")
    )


def same_event(
    *, member: Member | None, outside_name: str, occasion: Any, happened_on: dt.date, relation: str
) -> Visit | None:
    """A visit of the same event: same person, occasion and relation within the occasion's days."""
    days = dt.timedelta(days=occasion.same_event_days)
    rows = Visit.objects.exclude(state__in=CLOSED_WITHOUT).filter(
        occasion=occasion, happened_on__range=(happened_on - days, happened_on + days)
    )
    if member is None:
        rows = rows.filter(member=None, outside_name=outside_name)
    else:
        rows = rows.filter(member=member, relation=relation)
    return rows.order_by("-id").first()


def schemes_on(day: dt.date) -> list[VisitScheme]:
    """Schemes in force on ``day`` with their items and occasions."""
    return list(VisitScheme.objects.valid_on(day).prefetch_related("items__occasions"))


def items_of(scheme: VisitScheme) -> list[SchemeItem]:
    """The five of a scheme with their occasions, in order."""
    return list(scheme.items.prefetch_related("occasions"))


def households(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """Those of ``rows`` whose occasion is counted in 户."""
    return rows.filter(occasion__unit=CountingUnit.HOUSEHOLD)
