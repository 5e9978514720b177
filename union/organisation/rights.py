"""What × where: the rights of a user, from the appointments in force. Scopes are written here once.

A list, its search, its export, its autocomplete and its PDF all start from ``scope.filter(queryset)``;
whatever that leaves out does not exist for the user (404).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, Q, QuerySet

from union.common.dates import today
from union.common.prepared import Prepared
from union.organisation.choices import Office, Right, ScopeKind
from union.organisation.models import Appointment
from union.organisation.rules.offices import ADMINISTRATORS, RIGHTS, WOMEN_ONLY

if TYPE_CHECKING:
    from union.accounts.models import User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a right reaches: everything, or the union of the named units.

    ``women_everywhere`` reaches the women of the hospital; a women's committee member of one
    branch is held by ``women_branch_ids``.
    """

    everything: bool = False
    branch_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()
    women_everywhere: bool = False
    women_branch_ids: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """True if the right reaches nothing."""
        return self == Scope()

    def condition(self, prefix: str = "") -> Q:
        """Return the filter over a model with ``branch``, ``group``, ``department`` and ``sex`` columns.

        ``prefix`` leads there, for instance "member__". Matches nothing for an empty scope.
        """
        if self.everything:
            return Q()
        reached = Q(pk__in=())
        for name, ids in (
            ("branch_id", self.branch_ids),
            ("group_id", self.group_ids),
            ("department_id", self.department_ids),
        ):
            if ids:
                reached |= Q(**{f"{prefix}{name}__in": ids})
        if self.women_everywhere:
            reached |= Q(**{f"{prefix}sex": "female"})
        if self.women_branch_ids:
            reached |= Q(**{f"{prefix}sex": "female", f"{prefix}branch_id__in": self.women_branch_ids})
        return reached

    def filter(self, queryset: QuerySet[M], prefix: str = "") -> QuerySet[M]:
        """Return the rows of ``queryset`` within the scope; see `condition`."""
        if self.everything:
            return queryset
        return queryset.none() if self.empty else queryset.filter(self.condition(prefix))

    def covers(self, subject: Any) -> bool:
        """Say whether one object with branch_id, group_id, department_id, sex lies in the scope."""
        if self.everything:
            return True
        is_woman = getattr(subject, "sex", "") == "female"
        return (
            subject.branch_id in self.branch_ids
            or subject.group_id in self.group_ids
            or subject.department_id in self.department_ids
            or (is_woman and (self.women_everywhere or subject.branch_id in self.women_branch_ids))
        )


@dataclass(frozen=True, slots=True)
class Access:
    """All rights of one user on one day. Cheap to ask: no further queries."""

    offices: frozenset[Office] = frozenset()
    appointments: tuple[Appointment, ...] = ()
    scopes: dict[Right, Scope] = field(default_factory=dict)

    def can(self, right: Right) -> bool:
        """Say whether the user has ``right`` anywhere."""
        return right in self.scopes

    def scope(self, right: Right) -> Scope:
        """Return where the user has ``right``; empty if nowhere."""
        return self.scopes.get(right, Scope())

    def reaches(self, right: Right, subject: Any) -> bool:
        """Say whether the user has ``right`` over this one object."""
        return self.scope(right).covers(subject)

    @property
    def scope_label(self) -> str:
        """Present scope in the top bar: 全院, or the units' names."""
        holders = [a for a in self.appointments if RIGHTS[Office(a.office)]]
        if any(a.scope_kind == ScopeKind.HOSPITAL for a in holders):
            return ScopeKind.HOSPITAL.label
        names = dict.fromkeys(a.scope_label for a in holders)
        return "、".join(names) or ScopeKind.SELF.label


def access_of(user: User, on: dt.date | None = None) -> Access:
    """Return the rights of ``user`` on ``on`` (default: today); one query.

    A closed account has none.
    """
    if not user.is_authenticated or not user.is_active:
        return Access()
    return access_from(_HELD.rows(user.pk, on or today()))


def works_here(user: User) -> bool:
    """Everybody but the three administrators (三员), who run the system and take no part in union work."""
    return not user.access.offices & ADMINISTRATORS


def holds(*rights: Right) -> Callable[[User], bool]:
    """Who has one of ``rights`` anywhere: the ``visible`` of an entry of the side bar."""
    return lambda user: any(user.access.can(right) for right in rights)


_HELD = Prepared(
    lambda user_id, day: (
        Appointment.objects.filter(user_id=user_id)
        .held_on(day)
        .select_related("branch", "group", "department")
    ),
    -701, dt.date(1801, 1, 1),
)  # fmt: skip


def access_from(appointments: Iterable[Appointment]) -> Access:
    """Build the rights from appointments, without a query."""
    held = tuple(appointments)
    made: dict[tuple[int, ...], Scope] = {}  # most rights come from the same few appointments
    scopes: dict[Right, Scope] = {}
    for right in {right for a in held for right in RIGHTS[Office(a.office)]}:
        sources = tuple(n for n, a in enumerate(held) if right in RIGHTS[Office(a.office)])
        if sources not in made:
            made[sources] = _scope([held[n] for n in sources])
        scopes[right] = made[sources]
    return Access(frozenset(Office(a.office) for a in held), held, scopes)


def _scope(appointments: list[Appointment]) -> Scope:
    plain = [a for a in appointments if Office(a.office) not in WOMEN_ONLY]
    women = [a for a in appointments if Office(a.office) in WOMEN_ONLY]
    return Scope(
        everything=any(a.scope_kind == ScopeKind.HOSPITAL for a in plain),
        branch_ids=frozenset(a.branch_id for a in plain if a.branch_id),
        group_ids=frozenset(a.group_id for a in plain if a.group_id),
        department_ids=frozenset(a.department_id for a in plain if a.department_id),
        women_everywhere=any(a.scope_kind == ScopeKind.HOSPITAL for a in women),
        women_branch_ids=frozenset(a.branch_id for a in women if a.branch_id),
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody who has a right over a record, and the appointment it comes from."""

    user: User
    appointment: Appointment

    @property
    def reason(self) -> str:
        """Why, in words: "支会主席（内科支会），2026-01-01 起"."""
        return f"{self.appointment}，{self.appointment.starts_on} 起"


def who_may(right: Right, subject: Any, on: dt.date | None = None) -> list[Grant]:
    """Return everybody who has ``right`` over ``subject`` and why; one query, by office and name.

    ``subject`` has branch_id, group_id, department_id and sex. The answer is computed by the same
    `Scope.covers` that guards the record, so the two cannot differ.
    """
    offices = [office for office, rights in RIGHTS.items() if right in rights]
    near = (
        Q(scope_kind=ScopeKind.HOSPITAL)
        | Q(branch_id=subject.branch_id, branch_id__isnull=False)
        | Q(group_id=subject.group_id, group_id__isnull=False)
        | Q(department_id=subject.department_id, department_id__isnull=False)
    )
    held = (
        Appointment.objects.held_on(on or today())
        .filter(near, office__in=offices, user__is_active=True)
        .select_related("user", "branch", "group", "department")
    )
    return in_order(Grant(a.user, a) for a in held if scope_of(a).covers(subject))


def in_order(grants: Iterable[Grant]) -> list[Grant]:
    """Sort by office, then by name."""
    order = {office.value: position for position, office in enumerate(Office)}
    return sorted(grants, key=lambda grant: (order[grant.appointment.office], grant.user.name_pinyin))


def scope_of(appointment: Appointment) -> Scope:
    """Return where the rights of one appointment hold."""
    return _scope([appointment])
