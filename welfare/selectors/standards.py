"""Occasions, standards, bands in force on a day, and what was given before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from members.choices import MembershipStatus, RetainReason
from members.models import Member
from union.common.models import RuleSet
from welfare.choices.visits import PersonCategory, VisitState
from welfare.models import Occasion, Visit, VisitStandard
from welfare.rules.entitlement import Band, Case, Past, Terms

BANDS = "visit_approval"
_RETIRED = frozenset({RetainReason.RETIRED, RetainReason.VETERAN_RETIRED})
_KEPT = frozenset({MembershipStatus.ACTIVE, MembershipStatus.RETAINED})
_GIVEN = (
    VisitState.CHECKED, VisitState.APPROVED, VisitState.PLANNED, VisitState.VISITED, VisitState.SIGNED,
    VisitState.BOOKED,
)  # fmt: skip


def standards_on(occasion: Occasion, day: dt.date) -> list[VisitStandard]:
    """Standards of ``occasion`` in force on ``day``, one per tier (the newest); the plain one first."""
    rows = VisitStandard.objects.valid_on(day).filter(occasion=occasion).order_by("tier", "-valid_from")
    return list({row.tier: row for row in reversed(list(rows))}.values())[::-1]


def standard_on(occasion: Occasion, day: dt.date, tier: str = "", relation: str = "") -> VisitStandard | None:
    """The standard for one case: of that tier, or the first that covers the relation, or the first."""
    found = standards_on(occasion, day)
    if tier:
        return next((row for row in found if row.tier == tier), None)
    fitting = [row for row in found if not relation or relation in row.relations]
    return next(iter(fitting or found), None)


def bands_on(day: dt.date) -> list[Band]:
    """Who approves up to which amount on ``day``, in rising order."""
    rule = RuleSet.objects.valid_on(day).filter(kind=BANDS).order_by("-valid_from").first()
    bands = rule.values["bands"] if rule else []
    return [
        Band(
            Decimal(str(band["up_to"])) if band["up_to"] else None, tuple(band["offices"]),
            bool(band["document"]), str(band["words"]),
        )
        for band in bands
    ]  # fmt: skip


def terms_of(standard: VisitStandard | None) -> Terms | None:
    """The standard as the rule reads it."""
    if standard is None:
        return None
    occasion = standard.occasion
    return Terms(
        occasion=occasion.name, tier=standard.tier, cap=standard.cap, year_cap=standard.year_cap,
        frequency=standard.frequency, both_spouses=standard.both_spouses, relations=standard.relations,
        sources=standard.sources, pay_forms=standard.pay_forms, guards=standard.guards,
        document=standard.source_document, for_deceased=occasion.for_deceased,
        year_group=standard.cap_group,
    )  # fmt: skip


def category_of(member: Member) -> PersonCategory:
    """在职, 保留会籍 or 离退休; of somebody who has died, the family is visited."""
    if member.membership_status == MembershipStatus.DECEASED:
        return PersonCategory.FAMILY
    if member.membership_status == MembershipStatus.RETAINED:
        retired = member.retain_reason in _RETIRED
        return PersonCategory.RETIRED if retired else PersonCategory.RETAINED
    return PersonCategory.ACTIVE


def case_of(visit: Visit) -> Case:
    """The visit as the rule reads it."""
    member = visit.member
    person = {} if member is None else {
        "is_deceased": member.membership_status == MembershipStatus.DECEASED,
        "joined_on": member.joined_union_on,
        "left_on": member.status_since,
        "is_member": member.membership_status in _KEPT,
    }  # fmt: skip
    return Case(
        happened_on=visit.happened_on, category=visit.category, relation=visit.relation,
        cash=visit.cash_amount, gift_value=visit.gift_value, pay_form=visit.pay_form,
        fund_source=visit.fund_source, illness=visit.illness_index or "", **person,  # type: ignore[arg-type]
    )  # fmt: skip


def under_ceiling(occasion_id: int, standard: VisitStandard | None) -> Q:
    """Visits that count against the yearly ceiling of ``standard``: of the occasion, or of its group.

    A visit without a standard (an old ledger) belongs where the standards of its occasion belong.
    """
    same = Q(occasion_id=occasion_id)
    if standard is None or not standard.cap_group:
        return same
    bearing = VisitStandard.objects.filter(cap_group=standard.cap_group).values("occasion")
    return same | Q(standard__cap_group=standard.cap_group) | Q(standard=None, occasion__in=bearing)


def past_of(visit: Visit, standard: VisitStandard | None) -> list[Past]:
    """What the person (and the spouse) was given before: checked or further, the visit itself left out."""
    if visit.member_id is None:
        return []
    people = [pk for pk in (visit.member_id, visit.spouse_id) if pk]
    rows = (
        Visit.objects.filter(
            under_ceiling(visit.occasion_id, standard), member_id__in=people, state__in=_GIVEN
        )
        .exclude(pk=visit.pk)
        .annotate(day=Coalesce(F("visited_on"), F("happened_on")))
        .order_by("day")
        .values_list("member_id", "occasion_id", "day", "amount", "relation", "illness_index")
    )
    return [
        Past(day, amount, occasion_id == visit.occasion_id, True, relation, illness or "",
             of_spouse=member_id != visit.member_id)
        for member_id, occasion_id, day, amount, relation, illness in rows
    ]  # fmt: skip


def received(member: Member) -> QuerySet[Visit]:
    """All that ``member`` was given or is to be given, newest first."""
    rows = Visit.objects.filter(member=member, state__in=_GIVEN).annotate(
        day=Coalesce(F("visited_on"), F("happened_on"))
    )
    return rows.select_related("occasion", "standard").order_by("-day", "-id")


def received_in(member: Member, year: int) -> QuerySet[Visit]:
    """The same, of one ``year``."""
    rows: Any = received(member)
    found: QuerySet[Visit] = rows.filter(day__year=year)
    return found
