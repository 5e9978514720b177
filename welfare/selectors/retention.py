"""What is kept no longer: hardship files and details of visits that ended long ago."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from union.accounts.models import User
from union.common.dates import add_months
from union.common.models import RuleSet
from union.organisation.choices import Right
from welfare.choices.aid import AidState
from welfare.choices.retention import ErasureAction, ErasureKind, ErasureState
from welfare.choices.visits import VisitState
from welfare.models import Aid, ErasureItem, ErasureList, HardshipEvent, HardshipFile, HardshipSpell, Visit
from welfare.rules.care_flow import CareStep
from welfare.rules.hardship_flow import CLOSED
from welfare.rules.retention import FLOWS, KEPT_MONTHS, Periods
from welfare.selectors.care import steps_for
from welfare.shipped.retention import KIND

ENDED = (VisitState.BOOKED, VisitState.MISSED, VisitState.REJECTED, VisitState.WITHDRAWN)
UNDER_WAY = (AidState.APPLIED, AidState.REVIEWED, AidState.APPROVED, AidState.LISTED)
RIGHTS = {
    ErasureKind.HARDSHIP.value: (Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP),
    ErasureKind.VISIT.value: (Right.HANDLE_VISITS, Right.APPROVE_VISITS),
}


def periods_on(day: dt.date) -> Periods | None:
    """How long facts are kept by the rule in force on ``day``; None: the office has none."""
    rule = RuleSet.objects.valid_on(day).filter(kind=KIND).order_by("-valid_from").first()
    return Periods.of(rule.values, rule.source_document) if rule is not None else None


def _left_alone(path: str, day: dt.date) -> Q:
    """Records on no other list: erased since they ended, or left out by hand within the last year."""
    items = ErasureItem.objects.filter(**{path: OuterRef("pk")})
    since = add_months(day, -KEPT_MONTHS)
    erased = items.filter(erased_on__gte=OuterRef("ended_on"))
    kept = items.exclude(kept_why="").filter(list__decided_on__gt=since)
    return ~Exists(erased) & ~Exists(kept)


def files_to_erase(ended_by: dt.date, day: dt.date) -> QuerySet[Any]:
    """Closed files that ended on or before ``ended_by`` (``ended_on``: time on file, else the last step).

    A file whose consent was taken back was erased then; one with aid that waits, or that the bank returned
    and nobody has paid again or given up, is not done with.
    """
    spells = HardshipSpell.objects.filter(file=OuterRef("pk")).order_by().values("file")
    events = HardshipEvent.objects.filter(file=OuterRef("pk")).order_by().values("file")
    rows: QuerySet[Any] = HardshipFile.objects.filter(
        ~owes_aid(), state__in=CLOSED, consent__withdrawn_at=None
    )
    rows = rows.annotate(
        spell_end=Subquery(spells.annotate(last=Max("ends_on")).values("last")),
        last_step=Subquery(events.annotate(last=Max(TruncDate("at"))).values("last")),
    ).annotate(ended_on=Coalesce(Greatest("spell_end", "last_step"), "spell_end", "last_step", "applied_on"))
    return rows.filter(_left_alone("file", day), ended_on__lte=ended_by).order_by("ended_on", "pk")


def owes_aid() -> Exists:
    """Of a file: aid is under way, or money is owed that came back after the file was closed."""
    return Exists(Aid.objects.filter(file=OuterRef("pk"), state__in=UNDER_WAY))


def visits_to_erase(ended_by: dt.date, day: dt.date) -> QuerySet[Any]:
    """Visits that ended on or before ``ended_by`` and still say something of health or family.

    Rows of group lists never do.
    """
    told = Q(reports__isnull=False) | ~Q(illness_index=None) | Q(import_batch__isnull=False)
    rows: QuerySet[Any] = Visit.objects.filter(told, state__in=ENDED, gift_list=None).distinct()
    rows = rows.annotate(ended_on=Coalesce("booked_on", "visited_on", "happened_on"))
    return rows.filter(_left_alone("visit", day), ended_on__lte=ended_by).order_by("ended_on", "pk")


def erasures_visible_to(user: User | None) -> QuerySet[ErasureList]:
    """Lists of the kinds whose records the user handles or approves everywhere; user None is the system."""
    rows = ErasureList.objects.annotate(
        count=Count("items"), kept=Count("items", filter=~Q(items__kept_why=""))
    )
    if user is None:
        return rows
    kinds = [
        kind
        for kind, rights in RIGHTS.items()
        if any(user.access.scope(right).everything for right in rights)
    ]
    return rows.filter(kind__in=kinds)


def sees_erasures(user: User) -> bool:
    """Whether the side bar shows 保存期满清除."""
    return any(user.access.scope(right).everything for rights in RIGHTS.values() for right in rights)


def items_of(row: ErasureList) -> QuerySet[ErasureItem]:
    """Records of a list, oldest first; numbers alone are shown."""
    return row.items.select_related("file", "visit__occasion").order_by("ended_on", "pk")


def open_lists() -> QuerySet[ErasureList]:
    """Lists somebody has to look at or to decide on."""
    return ErasureList.objects.filter(state__in=(ErasureState.PROPOSED, ErasureState.CHECKED)).order_by(
        F("proposed_on")
    )


def steps_of(row: ErasureList, user: User) -> list[CareStep]:
    """Steps the user may take now; whoever looked it through does not confirm it."""
    steps = steps_for(row, FLOWS[row.kind], user)
    return [each for each in steps if each.action != ErasureAction.CONFIRM or row.checked_by_id != user.pk]
