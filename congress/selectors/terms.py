"""Reads of terms, constituencies, delegates and their makeup."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from congress.choices.delegates import DelegateCategory
from congress.models import Constituency, Mandate, Session, Term, Vacancy
from congress.permissions.sessions import sees_congress
from congress.rules.composition import BranchLine, Line, Makeup, branch_lines, check
from congress.selectors.rules import congress_rules
from members.choices import Sex
from members.models import Member
from members.selectors import own_member
from union.accounts.models import User
from union.organisation.models import Branch


def current_term(day: dt.date) -> Term | None:
    """Return the term in force on ``day``; else the last one that has begun; None before the first."""
    running = Term.objects.running_on(day).order_by("-number").first()
    return running or Term.objects.filter(starts_on__lte=day).order_by("-number").first()


def terms_visible_to(user: User) -> QuerySet[Term]:
    """All terms for those who see the congress, none for others."""
    return Term.objects.all() if sees_congress(user) else Term.objects.none()


def sessions_visible_to(user: User) -> QuerySet[Session]:
    """All sessions for those who see the congress, none for others."""
    rows = Session.objects.select_related("term")
    return rows if sees_congress(user) else rows.none()


def mandates_visible_to(user: User) -> QuerySet[Mandate]:
    """Delegates, past ones too: the list of delegates is public within the congress."""
    rows = Mandate.objects.select_related("member", "term", "constituency", "delegation")
    return rows if sees_congress(user) else rows.none()


def mandate_of(user: User, day: dt.date) -> Mandate | None:
    """Return the mandate the user himself holds on ``day``."""
    member = own_member(user)
    if member is None:
        return None
    rows = Mandate.objects.in_office(day).filter(member=member).select_related("term", "delegation", "member")
    return rows.order_by("-term__number").first()


def staff_of(constituency: Constituency) -> QuerySet[Member]:
    """Active members in the branches and departments of a constituency.

    A department that another constituency of the term names belongs there, not to its branch.
    """
    elsewhere = Constituency.departments.through.objects.filter(
        constituency__term_id=constituency.term_id
    ).exclude(constituency_id=constituency.pk)
    branches = constituency.branches.values("pk")
    departments = constituency.departments.values("pk")
    inside = Q(department__in=departments) | (
        Q(branch__in=branches) & ~Q(department__in=elsewhere.values("department_id"))
    )
    # a member without a department is not in `elsewhere`, but NOT IN over NULL would lose him
    inside |= Q(branch__in=branches, department=None)
    return Member.objects.active().unmerged().filter(inside)


def has_units(constituency: Constituency) -> bool:
    """Say whether it is known which units a constituency consists of."""
    return constituency.branches.exists() or constituency.departments.exists()


def open_vacancies(term: Term) -> QuerySet[Vacancy]:
    """Seats of ``term`` that nobody was elected into yet, oldest first."""
    rows = Vacancy.objects.filter(constituency__term=term, filled_by=None)
    return rows.select_related("constituency", "mandate__member").order_by("opened_on", "pk")


def makeup_of(rows: QuerySet[Mandate]) -> Makeup:
    """Count what the composition rules ask about ``rows``; three queries."""
    found = rows.aggregate(
        total=Count("pk"),
        leaders=Count("pk", filter=Q(category=DelegateCategory.LEADER)),
        professionals=Count("pk", filter=Q(category=DelegateCategory.PROFESSIONAL)),
        women=Count("pk", filter=Q(member__sex=Sex.FEMALE)),
    )
    staff = Member.objects.active().unmerged().aggregate(
        staff=Count("pk"), women_staff=Count("pk", filter=Q(sex=Sex.FEMALE))
    )  # fmt: skip
    return Makeup(**found, **staff)


def composition(term: Term, day: dt.date) -> list[Line]:
    """Return the composition check of the delegates in office on ``day``."""
    rows = Mandate.objects.in_office(day).filter(term=term)
    return check(makeup_of(rows), congress_rules(day)["composition"])


def branch_composition(term: Term, day: dt.date) -> list[BranchLine]:
    """Each branch's share of the seats by head-count and its delegates on ``day``; three queries."""
    names = dict(Branch.objects.open_on(day).order_by("position", "pk").values_list("pk", "name"))
    active = Member.objects.active().unmerged().filter(branch__in=list(names))
    staff = dict(active.values_list("branch").annotate(Count("pk")).order_by())
    in_office = Mandate.objects.in_office(day).filter(term=term)
    held = dict(in_office.values_list("member__branch").annotate(Count("pk")).order_by())
    return branch_lines(names, staff, held, term.seats or sum(held.values()))


def constituency_lines(term: Term, day: dt.date) -> QuerySet[Constituency]:
    """Constituencies with the delegates in office (``held``) beside their seats."""
    in_office = Q(mandates__starts_on__lte=day) & (Q(mandates__ends_on=None) | Q(mandates__ends_on__gte=day))
    return term.constituencies.select_related("delegation").annotate(
        held=Count("mandates", filter=in_office, distinct=True)
    )  # fmt: skip
