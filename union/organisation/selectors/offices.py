"""Officers within a user's scope, their filters, and people who may be given an office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from union.common import registries
from union.common.dates import today
from union.organisation import permissions
from union.organisation.choices import Office
from union.organisation.models import Appointment, AppointmentQuerySet, Body, Unit

if TYPE_CHECKING:
    from union.accounts.models import User

# 主席 first, administrators last: the order of the list of offices.
_BY_RANK = Case(
    *(When(office=office, then=Value(position)) for position, office in enumerate(Office)),
    output_field=IntegerField(),
)
ENDING_SOON_DAYS = 90  # 换届 is prepared a quarter ahead ([GK]; a hint, not a rule)


def officers_visible_to(user: User) -> AppointmentQuerySet:
    """Appointments the user may see, past and present, with person, body and unit; 会员 are left out."""
    return (
        Appointment.objects.filter(permissions.officer_condition(user))
        .exclude(office=Office.MEMBER)
        .select_related("user", "body", "branch", "group__branch", "department__branch")
    )


@dataclass(frozen=True, slots=True)
class OfficerFilter:
    """What the list of officers is narrowed to; empty values narrow nothing."""

    office: str = ""
    branch: str = ""
    body: str = ""
    state: str = "current"  # current, future, ended, all
    q: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> OfficerFilter:
        """Read from a query string; ids that are no numbers are ignored."""
        return cls(
            office=query.get("office", "") if query.get("office", "") in Office.values else "",
            branch=_key(query.get("branch", "")),
            body=_key(query.get("body", "")),
            state=query.get("state", "") or "current",
            q=query.get("q", "").strip()[:40],
        )


def _key(text: str) -> str:
    return text if text.isdecimal() and len(text) <= 18 else ""  # noqa: PLR2004 - digits of a 64-bit key


def filter_officers(
    officers: AppointmentQuerySet, wanted: OfficerFilter, day: dt.date
) -> AppointmentQuerySet:
    """Narrow ``officers``; a branch includes the officers of its groups and departments."""
    found = officers
    if wanted.state == "current":
        found = found.held_on(day)
    elif wanted.state == "ended":
        found = found.filter(ends_on__lt=day)
    elif wanted.state == "future":
        found = found.filter(starts_on__gt=day)
    if wanted.office:
        found = found.filter(office=wanted.office)
    if wanted.body:
        found = found.filter(body_id=wanted.body)
    if wanted.branch:
        inside = ("branch_id", "group__branch_id", "department__branch_id")
        found = found.filter(Q(*((name, wanted.branch) for name in inside), _connector=Q.OR))
    if wanted.q:
        found = found.filter(_named(wanted.q, "user__"))
    return found.order_by(_BY_RANK, "branch__position", "group__branch__position", "starts_on", "pk")


def people_matching(text: str, *, limit: int = 20) -> QuerySet[User]:
    """Open accounts by name, pinyin or login name, for the picker of officers."""
    from union.accounts.models import User as Account

    if not text.strip():
        return Account.objects.none()
    return Account.objects.filter(_named(text.strip(), ""), is_active=True).order_by(
        "name_pinyin", "username"
    )[:limit]


def person_options(user: User, text: str, *, limit: int = 20) -> list[tuple[str, str, str]]:
    """Options of the picker: accounts first, then people of other apps who have none ("member:17")."""
    options = [
        (str(each.pk), each.display_name, each.username) for each in people_matching(text, limit=limit)
    ]
    if not text.strip():
        return options
    for key, source in registries.people.items():
        found = source.find(user, text.strip(), limit - len(options)) if len(options) < limit else ()
        options += [(f"{key}:{pk}", name, note) for pk, name, note in found]
    return options


def _named(text: str, prefix: str) -> Q:
    return (
        Q(**{f"{prefix}display_name__icontains": text})
        | Q(**{f"{prefix}username__istartswith": text})
        | Q(**{f"{prefix}name_pinyin__istartswith": text})
    )


def officers_of(unit: Unit) -> AppointmentQuerySet:
    """Present officers of one unit, of any office."""
    return (
        Appointment.objects.held_on(today())
        .filter(**{unit.kind.value: unit.pk})
        .exclude(office=Office.MEMBER)
        .select_related("user", "branch", "group", "department")
    )


def offices_of(user_id: int) -> AppointmentQuerySet:
    """All appointments of one person, newest first: the officer's file."""
    return (
        Appointment.objects.filter(user_id=user_id)
        .select_related("body", "branch", "group", "department")
        .order_by("-starts_on", "-id")
    )


def bodies() -> QuerySet[Body]:
    """Bodies with their branch, in order of making."""
    return Body.objects.select_related("branch")


def bodies_with_officers(day: dt.date) -> list[tuple[Body, int]]:
    """Bodies with the number of people in office on ``day``; two queries."""
    held = Appointment.objects.held_on(day).exclude(body=None).values_list("body_id")
    counts = dict(held.annotate(Count("user", distinct=True)).order_by())
    return [(body, counts.get(body.pk, 0)) for body in bodies()]


def ending_limit(day: dt.date) -> dt.date:
    """Terms that end up to here are shown as ending soon."""
    return day + dt.timedelta(days=ENDING_SOON_DAYS)


def bodies_ending(day: dt.date) -> QuerySet[Body]:
    """Bodies whose term ends within ENDING_SOON_DAYS of ``day``, or has run out."""
    return Body.objects.filter(ends_on__lte=ending_limit(day)).select_related("branch")


def appointments_ending(day: dt.date) -> AppointmentQuerySet:
    """Appointments in force on ``day`` that end within ENDING_SOON_DAYS."""
    return (
        Appointment.objects.held_on(day)
        .filter(ends_on__lte=ending_limit(day))
        .exclude(office=Office.MEMBER)
        .select_related("user", "branch", "group", "department")
    )
