"""Reads of group lists and the stock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from members.models import Member
from welfare.choices.visits import Guard, PayForm, PersonCategory, Severity, VisitState
from welfare.models import GiftItem, GiftList, StockMove, Visit
from welfare.rules.entitlement import Band, Case, Finding, Terms, assess, band_for
from welfare.selectors.audience import members_of
from welfare.selectors.standards import bands_on, terms_of, under_ceiling

_MONEY = DecimalField(max_digits=12, decimal_places=2)
_GIVEN = (
    VisitState.CHECKED, VisitState.APPROVED, VisitState.PLANNED, VisitState.VISITED, VisitState.SIGNED,
    VisitState.BOOKED,
)  # fmt: skip
_NAMED = 5


def gift_lists() -> QuerySet[GiftList]:
    """All lists with how many people they name, have got theirs, and the yuan."""
    done = Q(visits__state__in=(VisitState.SIGNED, VisitState.BOOKED))
    rows = GiftList.objects.select_related("occasion", "item").order_by("-on", "-id")
    return rows.annotate(
        people=Count("visits"), got=Count("visits", filter=done),
        yuan=Coalesce(Sum("visits__amount", filter=done), Value(Decimal(0)), output_field=_MONEY),
    )  # fmt: skip


def stock_of(item: GiftItem) -> int:
    """How many there are."""
    return StockMove.objects.filter(item=item).aggregate(left=Sum("quantity"))["left"] or 0


def stock() -> QuerySet[GiftItem]:
    """Items with what came in, went out, and is left."""
    return GiftItem.objects.annotate(
        came=Coalesce(Sum("moves__quantity", filter=Q(moves__quantity__gt=0)), 0),
        left=Coalesce(Sum("moves__quantity"), 0),
    ).annotate(went=F("came") - F("left"))


def over_ceiling(row: GiftList) -> QuerySet[Member]:
    """Members on the list whose gifts of the year would pass the ceiling; one query."""
    ceiling = row.standard.year_cap if row.standard else None
    if ceiling is None or row.standard is None:
        return Member.objects.none()
    given = (
        Visit.objects.filter(
            under_ceiling(row.occasion_id, row.standard), member=OuterRef("pk"), state__in=_GIVEN
        )
        .annotate(day=Coalesce(F("visited_on"), F("happened_on")))
        .filter(day__year=row.on.year)
        .order_by()
        .values("member")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    on_list = Member.objects.filter(pk__in=row.visits.values("member"))
    return on_list.annotate(given=Subquery(given, output_field=_MONEY)).filter(given__gt=ceiling)


def entitled_of(row: GiftList) -> tuple[QuerySet[Member], int]:
    """Whom the filter names and the standard does not refuse by category, and how many it does refuse."""
    people, standard = members_of(row.audience), row.standard
    if standard is None or standard.guards.get(Guard.CATEGORY, Severity.REFUSE) != Severity.REFUSE:
        return people, 0
    entitled = Q(category__in=list(standard.sources))
    return people.filter(entitled), people.exclude(entitled).count()


def band_of(row: GiftList, day: dt.date) -> tuple[Decimal, Band | None]:
    """The yuan of the whole list, and the band of approval it falls into on ``day``."""
    total = row.visits.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return total, band_for(total, bands_on(day))


def list_findings(row: GiftList) -> list[Finding]:
    """What stands in the way of the whole list: the same rule as for one visit, asked once per category."""
    terms = terms_of(row.standard)
    if terms is None:
        return assess(Case(row.on, PersonCategory.ACTIVE), None)
    found: dict[str, Finding] = {}
    for category in row.visits.order_by().values_list("category", flat=True).distinct():
        for each in assess(_case(row, category), terms):
            found.setdefault(each.text, each)
    return [*found.values(), *_ceiling(row, terms)]


def _case(row: GiftList, category: str) -> Case:
    cash = row.value if row.pay_form == PayForm.CASH else Decimal(0)
    return Case(
        row.on, category, cash=cash, gift_value=row.value - cash, pay_form=row.pay_form,
        fund_source=row.fund_source,
    )  # fmt: skip


def _ceiling(row: GiftList, terms: Terms) -> list[Finding]:
    """People whose year is full. The rule itself has looked at one gift alone; here all of the year count."""
    names = list(over_ceiling(row).values_list("name", flat=True)[: _NAMED + 1])
    if not names:
        return []
    severity = Severity(terms.guards.get(Guard.YEAR_CAP, Severity.REFUSE))
    shown = "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")
    count = over_ceiling(row).count()
    group = terms.year_group or terms.occasion
    text = f"{count} 人（{shown}）本年“{group}”将超过每人每年 {terms.year_cap:,.2f} 元。{terms.rule}。"
    return [Finding(Guard.YEAR_CAP, severity, text)] if severity != Severity.IGNORE else []
