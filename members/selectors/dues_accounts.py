"""Members with what they owe and paid over a period, as querysets: one joined, grouped query each.

The types say Any: annotations are more than the stubs of querysets know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Count,
    DecimalField,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Round

from members.choices import DuesKind
from members.models import DuesAuthorisation, DuesBase, DuesEntry, Member
from members.models.members import MemberQuerySet
from members.rules.dues import months_of
from members.selectors.dues import OWED, payers_visible_to
from union.common.dates import add_months, first_of_month
from union.common.models import Attachment
from union.organisation.choices import Right

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=12, decimal_places=2)
_ZERO = Value(Decimal("0.00"), output_field=_MONEY)
_DUE, _PAID = Q(lines__kind__in=OWED), Q(lines__kind=DuesKind.PAID)


def payers(user: Any) -> MemberQuerySet:
    """Members in the scope of VIEW_DUES; all of them for the system."""
    return payers_visible_to(user) if user else Member.objects.unmerged()


def _sum(condition: Q, amount: str = "lines__amount") -> Any:
    """Yuan, to the cent: SQLite adds decimals as floats."""
    return Round(Sum(amount, filter=condition, default=_ZERO), 2, output_field=_MONEY)


def with_lines(rows: QuerySet[Any], first: dt.date, last: dt.date, path: str = "dues_entries") -> Any:
    """Join the lines of the months ``first`` to ``last`` as "lines"."""
    between = Q(**{f"{path}__month__range": (first, last)})
    return rows.annotate(lines=FilteredRelation(path, condition=between))


def by_month(user: Any, year: int) -> Any:
    """Members with any line in ``year``: due, paid, owed, and what was paid month by month (m1 … m12)."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 1)
    months = {f"m{m.month}": _sum(_PAID & Q(lines__month=m)) for m in months_of(first, last)}
    base = DuesBase.objects.filter(member=OuterRef("pk"), effective_month__lte=last).order_by(
        "-effective_month"
    )
    rows = with_lines(payers(user), first, last).filter(lines__isnull=False)
    return rows.annotate(
        due=_sum(_DUE), paid=_sum(_PAID), **months, methods=Max("lines__method"),
        base=Subquery(base.values("amount")[:1]),
    ).annotate(owed=F("due") - F("paid"))  # fmt: skip


def oldest_month(today: dt.date) -> dt.date:
    """First month of any account, this month without one: what is owed does not lapse with the year."""
    found = DuesEntry.objects.order_by("month").values_list("month", flat=True).first()
    return found or first_of_month(today)


def in_arrears(user: Any, first: dt.date, last: dt.date) -> Any:
    """Members who paid less than was due from ``first`` to ``last``: due, paid, owed, first short month."""
    rows = with_lines(payers(user), first, last).filter(lines__isnull=False)
    months = DuesEntry.objects.filter(member=OuterRef("pk"), month__range=(first, last)).order_by("month")
    short: Any = months.values("month").annotate(
        asked=_sum(Q(kind__in=OWED), "amount"), got=_sum(Q(kind=DuesKind.PAID), "amount")
    )
    short = short.filter(asked__gt=F("got"))
    return (
        rows.annotate(due=_sum(_DUE), paid=_sum(_PAID))
        .annotate(owed=F("due") - F("paid"))
        .filter(owed__gt=0)
        .annotate(since=Subquery(short.values("month")[:1]))
    )


def wholly_unpaid(user: Any, until: dt.date, months: int) -> Any:
    """Members to whom something was due, and who paid nothing, in each of the months ending at ``until``."""
    first = add_months(until, 1 - months)
    rows = with_lines(payers(user), first, until).filter(lines__isnull=False)
    asked: dict[str, Any] = {}
    every = Q()
    for place, month in enumerate(months_of(first, until)):
        asked |= {
            f"due_{place}": _sum(_DUE & Q(lines__month=month)),
            f"paid_{place}": _sum(_PAID & Q(lines__month=month)),
        }
        every &= Q(**{f"due_{place}__gt": 0, f"paid_{place}__lte": 0})
    return rows.annotate(
        **asked, owed=_sum(_DUE), first_unpaid=Value(first), last_unpaid=Value(until)
    ).filter(every)


def by_unit(user: Any, first: dt.date, last: dt.date) -> Any:
    """One row per branch and group: members, due, paid, owed as the lines were booked.

    Who moves on takes nothing along: a line stays with the unit it was booked for, as in the cash book and
    the figures. The key of a row is the first of its lines; ``signature`` is the blank to sign in.
    """
    rows = DuesEntry.objects.filter(month__range=(first, last))
    scope = user.access.scope(Right.VIEW_DUES) if user else None
    if scope is not None and not scope.everything:
        rows = rows.filter(Q(branch_id__in=scope.branch_ids) | Q(group_id__in=scope.group_ids))
    due, paid = (
        Round(Sum("amount", filter=kinds, default=_ZERO), 2, output_field=_MONEY)
        for kinds in (Q(kind__in=OWED), Q(kind=DuesKind.PAID))
    )
    return (
        rows.order_by()
        .values("branch_id", "group_id")
        .annotate(pk=Min("id"), members=Count("member_id", distinct=True), due=due, paid=paid)  # type: ignore[no-redef]
        .annotate(owed=F("due") - F("paid"), signature=Value(" ", output_field=CharField()))
    )


def scans_of(authorisations: Iterable[DuesAuthorisation]) -> dict[int, Attachment]:
    """The signed paper of each authorisation that has one, by its key; one query."""
    owner_type = ContentType.objects.get_for_model(DuesAuthorisation)
    keys = [str(row.pk) for row in authorisations]
    found = Attachment.objects.filter(owner_type=owner_type, owner_id__in=keys, removed_at=None)
    return {int(scan.owner_id): scan for scan in found.order_by("uploaded_at")}
