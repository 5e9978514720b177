"""Reads of hardship files. Every list, search, export and PDF starts from `files_visible_to`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Count, DateField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from members.models import Member
from union.accounts.models import User
from union.common.errors import DomainError
from union.common.models import RuleSet
from union.organisation.choices import Right
from welfare.choices.hardship import HardshipState
from welfare.models import (
    Aid,
    FileView,
    HardshipFile,
    HardshipSpell,
    HouseholdPerson,
    Objection,
    Publicity,
)
from welfare.rules.aid_flow import GIVEN
from welfare.rules.hardship_criteria import Household, Lines
from welfare.rules.hardship_flow import CLOSED, HELPED

RULE = "hardship"
_SEES = (Right.VIEW_HARDSHIP, Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP)
_MONTHS = 12


def lines_on(day: dt.date) -> Lines:
    """The lines in force on ``day``.

    Raises:
        DomainError: the office has none.
    """
    rule = RuleSet.objects.valid_on(day).filter(kind=RULE).order_by("-valid_from").first()
    if rule is None:
        raise DomainError(f"{day} 没有有效的困难职工认定标准，请先在设置中录入")
    return Lines.from_values(rule.values, rule.source_document)


def files_in_scope(user: User, right: Right = Right.VIEW_HARDSHIP) -> QuerySet[HardshipFile]:
    """Files of members in the scope of ``right``."""
    scope = user.access.scope(right)
    rows = HardshipFile.objects.all()
    return rows if scope.everything else rows.filter(scope.condition("member__"))


def files_visible_to(user: User) -> QuerySet[HardshipFile]:
    """Files ``user`` may open: in the scope of a right over files, and his own."""
    reached = Q(member__user_id=user.pk)
    for right in _SEES:
        scope = user.access.scope(right)
        if scope.everything:
            return HardshipFile.objects.select_related("member", "consent", "branch")
        if not scope.empty:
            reached |= scope.condition("member__")
    rows = HardshipFile.objects.filter(reached)
    return rows.select_related("member", "consent", "branch")


def file_for_record(user: User, pk: int) -> QuerySet[HardshipFile]:
    """The one file of a record page with what it shows; empty if not visible."""
    return (
        files_visible_to(user)
        .filter(pk=pk)
        .select_related("applied_by", "reviewed_by", "checked_by", "decided_by")
        .prefetch_related(
            "people", "home_visits__signature", "publicities__objections", "reviews__actor", "events__actor"
        )
    )


def by_number(word: str) -> Q:
    """The file of that number, for `searching.holding`: “KN00012”, or the digits alone."""
    number = word.upper().removeprefix("KN").lstrip("0")
    is_key = number.isdecimal() and len(number) < 10  # noqa: PLR2004 - no key is longer
    return Q(pk=int(number)) if is_key else Q(pk__in=())


def own_file(user: User) -> HardshipFile | None:
    """The user's own file; the open one before closed ones."""
    rows = HardshipFile.objects.filter(member__user_id=user.pk).select_related("member")
    return next(iter(sorted(rows, key=lambda file: (file.state in CLOSED, -file.pk))), None)


def file_of(member: Member) -> HardshipFile | None:
    """The file of ``member``; the open one before closed ones."""
    rows = HardshipFile.objects.filter(member=member)
    return next(iter(sorted(rows, key=lambda file: (file.state in CLOSED, -file.pk))), None)


def people_in(file: HardshipFile) -> list[HouseholdPerson]:
    """The people living in the household now, the main person first."""
    rows = file.people.filter(left_on=None)
    return sorted(rows, key=lambda person: (person.kinship != "self", person.pk))


def household_of(file: HardshipFile) -> Household:
    """What the criteria ask, from the people and the facts; one query."""
    found = file.people.filter(left_on=None).aggregate(heads=Count("pk"), monthly=Sum("monthly_income"))
    income = (found["monthly"] or Decimal(0)) * _MONTHS + file.other_income
    return Household(
        found["heads"] or 1, income, file.rigid_expense, file.accident_cost, file.compensation,
        tuple(file.exclusions),
    )  # fmt: skip


def in_another_file(index: str | None, file: HardshipFile) -> bool:
    """Whether somebody with this ID number stands in another open file: one household, one file."""
    rows = HouseholdPerson.objects.filter(is_open=True, id_number_index=index).exclude(file=file)
    return index is not None and rows.exists()


def on_file_at(day: dt.date) -> QuerySet[HardshipSpell]:
    """Times on file that hold on ``day``: begun by then, not ended by then."""
    return HardshipSpell.objects.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


def open_publicity(file: HardshipFile) -> Publicity | None:
    """The publicity that is running."""
    return file.publicities.filter(closed_on=None).first()


def publicities_running(today: dt.date) -> QuerySet[Publicity]:
    """What hangs out today, for everybody who is a member: only what may be shown is in it."""
    rows = Publicity.objects.filter(closed_on=None, starts_on__lte=today, ends_on__gte=today)
    return rows.filter(file__state=HardshipState.PUBLIC).order_by("ends_on", "pk")


def unsettled(publicity: Publicity) -> QuerySet[Objection]:
    """Objections nobody has answered yet."""
    return publicity.objections.filter(settled_on=None)


def views_of(file: HardshipFile) -> QuerySet[FileView]:
    """Who looked, newest first."""
    return file.views.select_related("user")


def with_aid(rows: QuerySet[HardshipFile]) -> QuerySet[HardshipFile]:
    """Add to each file how often and how much it was helped, and since when it is on file."""
    given = Aid.objects.filter(file=OuterRef("pk"), state__in=GIVEN).order_by().values("file")
    began = HardshipSpell.objects.filter(file=OuterRef("pk")).order_by("-id").values("starts_on")[:1]
    return rows.annotate(
        aid_times=Coalesce(Subquery(given.annotate(n=Count("pk")).values("n")), 0),
        aid_yuan=Coalesce(Subquery(given.annotate(n=Sum("paid_amount")).values("n")), Decimal(0)),
        on_file_since=Subquery(began, output_field=DateField()),
    )


def never_helped(rows: QuerySet[HardshipFile]) -> QuerySet[HardshipFile]:
    """Files on file to which no aid has been paid."""
    helped = Aid.objects.filter(state__in=GIVEN).values("file")
    return rows.filter(state__in=HELPED).exclude(pk__in=helped)


def review_overdue(rows: QuerySet[HardshipFile], today: dt.date) -> QuerySet[HardshipFile]:
    """Files on file whose review was due before ``today``."""
    return rows.filter(state=HardshipState.ON_FILE, review_due_on__lt=today)


def exit_proposed(rows: QuerySet[HardshipFile]) -> QuerySet[HardshipFile]:
    """Files on file whose last review proposed to end them."""
    return rows.filter(state=HardshipState.ON_FILE).annotate(last=_last_outcome()).exclude(
        Q(last="keep") | Q(last=None)
    )  # fmt: skip


def _last_outcome() -> Subquery:
    reviews = HardshipFile.objects.filter(pk=OuterRef("pk")).order_by("-reviews__id")
    return Subquery(reviews.values(outcome=F("reviews__outcome"))[:1])
