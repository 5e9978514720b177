"""Who is told: people by the offices they hold on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from union.organisation.choices import Office, Right, ScopeKind
from union.organisation.models import Appointment
from union.organisation.rules.offices import RIGHTS, WOMEN_ONLY
from union.reminders.declare import Audience, Due

Place = tuple[int | None, int | None, int | None, str]


class Directory:
    """The offices in force on ``day``; one query, then only look-ups."""

    def __init__(self, day: dt.date) -> None:
        held = Appointment.objects.held_on(day).filter(user__is_active=True).exclude(office=Office.MEMBER)
        fields = ("office", "user_id", "scope_kind", "branch_id", "group_id", "department_id")
        self._held: dict[str, list[tuple[int, str, Place]]] = defaultdict(list)
        self._above: dict[tuple[str, int], set[int | None]] = defaultdict(set)
        rows = held.order_by("pk").values_list(*fields, "group__branch_id", "department__branch_id")
        for office, user_id, kind, branch, group, department, *above in rows:
            self._held[office].append((user_id, kind, (branch, group, department, "")))
            self._above[office, user_id] |= {branch, *above}
        self._found: dict[tuple[str, Place], tuple[int, ...]] = {}

    def people(self, due: Due, audience: str) -> Iterable[int]:
        """Users that ``audience`` (a value of Audience or Office) means for this due."""
        if audience == Audience.PERSON:
            return () if due.person_id is None else (due.person_id,)
        if audience != Audience.HANDLER:
            told = self._holders(audience, _place(due))
            return (*told, *self._below(audience, due.branch_id)) if due.reaches_down else told
        if due.user_ids:
            return due.user_ids
        return [pk for pk in self._with_right(due.right, _place(due)) if pk != due.person_id]

    def staff(self) -> tuple[int, ...]:
        """工会专干: told when nobody holds the office in charge."""
        return self._holders(Office.OFFICE_STAFF, (None, None, None, ""))

    def _below(self, office: str, branch_id: int | None) -> list[int]:
        """Holders of ``office`` in units of the branch; None: of the whole hospital."""
        people = dict.fromkeys(user_id for user_id, _kind, _where in self._held.get(office, ()))
        return [pk for pk in people if branch_id is None or branch_id in self._above[office, pk]]

    def _with_right(self, right: Right | None, place: Place) -> tuple[int, ...]:
        key = (f"right:{right}", place)
        if key not in self._found:
            offices = [office for office, rights in RIGHTS.items() if right in rights]
            found = [pk for office in offices for pk in self._holders(office, place)]
            self._found[key] = tuple(dict.fromkeys(found))
        return self._found[key]

    def _holders(self, office: str, place: Place) -> tuple[int, ...]:
        key = (office, place)
        if key not in self._found:
            held = self._held.get(office, ())
            found = [pk for pk, kind, where in held if _covers(office, kind, where, place)]
            self._found[key] = tuple(dict.fromkeys(found))
        return self._found[key]


def _place(due: Due) -> Place:
    return (due.branch_id, due.group_id, due.department_id, due.sex)


def _covers(office: str, kind: str, where: Place, place: Place) -> bool:
    """Say what `organisation.rights.Scope.covers` says of one appointment."""
    if office in WOMEN_ONLY and place[3] != "female":
        return False
    if kind == ScopeKind.HOSPITAL:
        return True
    return any(mine is not None and mine == theirs for mine, theirs in zip(where[:3], place[:3], strict=True))
