"""Reads of mutual protection: who may join, who is in, who falls out without a later policy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Right
from welfare.choices.mutual import PeriodState
from welfare.models import Claim, Enrolment, MutualPeriod, MutualPlan
from welfare.rules.mutual import Terms, born_between
from welfare.selectors.care import in_scope, percent, visible_rows

LIVING = (PeriodState.OPEN, PeriodState.SUBMITTED, PeriodState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class BranchRate:
    """参保率 of one branch: ``insured`` of ``eligible`` people."""

    branch_id: int | None
    name: str
    eligible: int
    insured: int

    @property
    def rate(self) -> Decimal | None:
        """Percent, one decimal."""
        return percent(self.insured, self.eligible)


def terms_of(plan: MutualPlan) -> Terms:
    """The plan as the rules read it."""
    return Terms(plan.name, plan.min_age, plan.max_age, plan.sex, plan.min_share, plan.all_below)


def eligible_members(plan: MutualPlan, on: dt.date) -> QuerySet[Member]:
    """在册 members whom the plan takes on ``on``, by sex and age."""
    earliest, latest = born_between(terms_of(plan), on)
    rows = Member.objects.unmerged().active().filter(born_on__range=(earliest, latest)).order_by()
    return rows.filter(sex=plan.sex) if plan.sex else rows


def insured_on(day: dt.date) -> QuerySet[Enrolment]:
    """Enrolments in force on ``day``."""
    return Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gt=day), period__state=PeriodState.IN_FORCE,
        period__starts_on__lte=day, period__ends_on__gte=day,
    )  # fmt: skip


def listed_elsewhere(period: MutualPeriod) -> QuerySet[Enrolment]:
    """Enrolments in another living list of the same plan whose cover overlaps: nobody is insured twice."""
    return Enrolment.objects.filter(
        period__plan__code=period.plan.code, period__state__in=LIVING, left_on=None,
        period__starts_on__lte=period.ends_on, period__ends_on__gte=period.starts_on,
    ).exclude(period=period)  # fmt: skip


def without_later(period: MutualPeriod) -> QuerySet[Enrolment]:
    """People of ``period`` who are still members and have no later policy of the same plan (待续保)."""
    later = Enrolment.objects.filter(
        member=OuterRef("member"), period__plan__code=period.plan.code, period__state__in=LIVING,
        left_on=None, period__ends_on__gt=period.ends_on,
    )  # fmt: skip
    rows = period.enrolments.filter(
        left_on=None, member__membership_status="active", member__merged_into=None
    )
    return rows.exclude(Exists(later))


def expiring(since: dt.date, until: dt.date) -> list[tuple[MutualPeriod, int]]:
    """Lists in force that end between the days, and how many of their people have no later policy.

    Two queries, whatever the number of lists. A list whose people have all renewed is not in it.
    """
    later = Enrolment.objects.filter(
        member=OuterRef("member"), period__plan__code=OuterRef("period__plan__code"),
        period__state__in=LIVING, left_on=None, period__ends_on__gt=OuterRef("period__ends_on"),
    )  # fmt: skip
    rows = Enrolment.objects.filter(
        period__state=PeriodState.IN_FORCE, period__ends_on__range=(since, until), left_on=None,
        member__membership_status="active", member__merged_into=None,
    ).exclude(Exists(later))  # fmt: skip
    waiting = dict(rows.order_by().values_list("period").annotate(waiting=Count("pk")))
    found = MutualPeriod.objects.filter(pk__in=waiting).select_related("plan").order_by("ends_on", "pk")
    return [(period, waiting[period.pk]) for period in found]


def rates(period: MutualPeriod, user: User | None = None) -> list[BranchRate]:
    """Per branch: those whom the plan takes, and those of them on the list; in the scope of the user."""
    members = eligible_members(period.plan, period.starts_on)
    if user is not None:
        members = user.access.scope(Right.VIEW_WELFARE).filter(members)
    on_list = period.enrolments.filter(member=OuterRef("pk"), left_on=None)
    rows = (
        members.values("branch_id", "branch__name").annotate(
            eligible=Count("pk"), insured=Count("pk", filter=Exists(on_list))
        ).order_by("branch__position", "branch__name")
    )  # fmt: skip
    return [
        BranchRate(row["branch_id"], row["branch__name"] or "未归支会", row["eligible"], row["insured"])
        for row in rows
    ]


def enrolments_in_scope(user: User | None) -> QuerySet[Enrolment]:
    """Enrolments of people in the scope of VIEW_WELFARE; lists that were cancelled are out."""
    rows = Enrolment.objects.exclude(period__state=PeriodState.CANCELLED)
    return in_scope(rows, user, Right.VIEW_WELFARE)


def claims_visible_to(user: User) -> QuerySet[Claim]:
    """Claims tell what somebody was ill with: those who handle them, and one's own."""
    rows = Claim.objects.select_related("enrolment__member__branch", "enrolment__period__plan", "created_by")
    return visible_rows(rows, user, [Right.MANAGE_WELFARE], "enrolment__member__")


def policies_of(member: Member) -> QuerySet[Enrolment]:
    """What a member is or was insured for."""
    return (
        Enrolment.objects.filter(member=member).exclude(period__state=PeriodState.CANCELLED)
        .select_related("period__plan").order_by("-period__starts_on")
    )  # fmt: skip


def period_sums(period: MutualPeriod) -> dict[str, Any]:
    """Insured people, fees, claims and amounts of one list."""
    people = period.enrolments.filter(left_on=None)
    claims = Claim.objects.filter(enrolment__period=period).exclude(state="withdrawn")
    return {
        "people": people.count(), "fees": sum((row.fee for row in people.only("fee")), Decimal(0)),
        "claims": claims.count(),
        "paid": sum((row.paid or Decimal(0) for row in claims.only("paid")), Decimal(0)),
    }  # fmt: skip
