"""Who something is for and who has read it; notices and rule documents alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from members.models import Member
from union.accounts.models import User
from union.organisation.models import Appointment


def audience_members(row: Any, day: dt.date) -> QuerySet[Member]:
    """Members ``row`` is for, with and without a login: by branch, and by office held on ``day``."""
    people: QuerySet[Member] = Member.objects.kept().unmerged()
    branches = list(row.target_branches.values_list("pk", flat=True))
    if branches:
        people = people.filter(branch_id__in=branches)
    if row.offices:
        held = Appointment.objects.held_on(day).filter(office__in=row.offices)
        people = people.filter(user__in=held.values("user"))
    return people


def audience_of(row: Any, day: dt.date) -> QuerySet[User]:
    """Logins ``row`` is for: members and, where offices are named, their holders without a member record."""
    wanted = Q(pk__in=audience_members(row, day).exclude(user=None).values("user"))
    if row.offices:
        held = Appointment.objects.held_on(day).filter(office__in=row.offices)
        branches = list(row.target_branches.values_list("pk", flat=True))
        if branches:
            held = held.filter(
                Q(branch_id__in=branches) | Q(group__branch_id__in=branches)
                | Q(department__branch_id__in=branches)
            )  # fmt: skip
        wanted |= Q(pk__in=held.values("user"))
    return User.objects.filter(wanted, is_active=True)


def _done(row: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = row.readings.all()
    return rows.exclude(confirmed_at=None) if row.must_confirm else rows


def unread_users(row: Any, day: dt.date) -> QuerySet[User]:
    """Logins that have not opened it (where asked for: not confirmed it) yet."""
    return audience_of(row, day).exclude(pk__in=_done(row).values("user"))


def unread_members(row: Any, day: dt.date) -> QuerySet[Member]:
    """Members ``row`` is for who have not read it, by branch and name; ``has_login`` says who could."""
    read = _done(row).filter(user=OuterRef("user_id"))
    return (
        audience_members(row, day)
        .exclude(Exists(read))
        .select_related("branch", "department", "user")
        .order_by("branch__name", "name_pinyin", "pk")
    )


@dataclass(frozen=True, slots=True)
class ReadCount:
    """How many of those it is for have read it; people (人)."""

    audience: int
    opened: int
    done: int
    without_login: int

    @property
    def unread(self) -> int:
        """Who could read it and has not (not confirmed, where asked for)."""
        return self.audience - self.done


def count_readings(row: Any, day: dt.date) -> ReadCount:
    """Count over today's audience: who left it since is not counted."""
    people = audience_of(row, day)
    total = people.count()
    opened = people.filter(pk__in=row.readings.values("user")).count()
    done = people.filter(pk__in=_done(row).values("user")).count()
    without = audience_members(row, day).filter(Q(user=None) | Q(user__is_active=False)).count()
    return ReadCount(total, opened, done, without)
