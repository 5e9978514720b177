"""Clubs: founding, joining and leaving, budget, sessions with attendance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from events.models import Club, ClubAttendance, ClubBudget, ClubMembership, ClubSession
from events.permissions.clubs import leads
from events.permissions.rooms import keeps
from events.services.room_records import change, create, locked, require
from members.choices import MembershipStatus
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError

_SHOWN = ("name", "founded_on", "closed_on")
_OFFICE = "兴趣小组由工会办公室登记"
_LEADER = "由兴趣小组负责人或工会办公室办理"


def _check_name(name: str, but: int | None = None) -> None:
    if Club.objects.filter(name=name, closed_on=None).exclude(pk=but or 0).exists():
        raise DomainError(f"已有“{name}”，请换一个名称或先停办原来的", field="name")


@transaction.atomic
def found_club(values: Mapping[str, Any], *, actor: User, today: dt.date) -> Club:
    """Found a club; its leader is its first member.

    Raises:
        NotPermittedError; DomainError: the name is taken.
    """
    require(keeps(actor), _OFFICE)
    _check_name(values["name"])
    club = create(Club(**dict(values)), actor=actor, shown=_SHOWN)
    ClubMembership.objects.create(club=club, member=club.leader, joined_on=today)
    return club


@transaction.atomic
def edit_club(club: Club, values: Mapping[str, Any], *, version: int, actor: User, today: dt.date) -> Club:
    """Change or close a club; a new leader becomes a member.

    Raises:
        NotPermittedError, StaleError; DomainError: the name is taken.
    """
    require(keeps(actor), _OFFICE)
    if values.get("closed_on") is None:
        _check_name(values["name"], but=club.pk)
    row = change(club, values, version=version, actor=actor, shown=_SHOWN)
    if not row.memberships.filter(member=row.leader, left_on=None).exists():
        ClubMembership.objects.create(club=row, member=row.leader, joined_on=today)
    return row


@transaction.atomic
def join_club(club: Club, member: Member | None, *, actor: User, today: dt.date) -> ClubMembership:
    """Take ``member`` into the club: himself, or by leader and office. Joining twice is joining once.

    Raises:
        NotPermittedError; DomainError: closed, no member, not in the union.
    """
    row = locked(Club, club.pk)
    if member is None:
        raise DomainError("您还没有会员档案，请联系工会办公室")
    require(member.user_id == actor.pk or leads(actor, row), _LEADER)
    if row.closed_on:
        raise DomainError(f"“{row.name}”已停办")
    if member.membership_status not in (MembershipStatus.ACTIVE, MembershipStatus.RETAINED):
        raise DomainError("在册会员才能加入兴趣小组")
    found = row.memberships.filter(member=member, left_on=None).first()
    if found:
        return found
    made = ClubMembership.objects.create(club=row, member=member, joined_on=today)
    audit.record(AuditAction.CREATE, made, actor=actor, changes={"joined_on": [None, today]})
    return made


@transaction.atomic
def leave_club(membership: ClubMembership, *, actor: User, today: dt.date) -> None:
    """End a membership: oneself, or by leader and office. The leader stays until there is another one.

    Raises:
        NotPermittedError, DomainError.
    """
    row = locked(ClubMembership, membership.pk)
    require(row.member.user_id == actor.pk or leads(actor, row.club), _LEADER)
    if row.member_id == row.club.leader_id and row.club.closed_on is None:
        raise DomainError("负责人不能退出，请先由工会办公室更换负责人")
    if row.left_on is None:
        row.left_on = max(today, row.joined_on)
        row.save()
        audit.record(AuditAction.UPDATE, row, actor=actor, changes={"left_on": [None, row.left_on]})


@transaction.atomic
def set_budget(club: Club, *, year: int, amount: Decimal, note: str, actor: User) -> ClubBudget:
    """Set what the club may spend in ``year``, in yuan.

    Raises:
        NotPermittedError.
    """
    require(keeps(actor), _OFFICE)
    old = ClubBudget.objects.filter(club=club, year=year).values_list("amount", flat=True).first()
    row, _new = ClubBudget.objects.update_or_create(
        club=club, year=year, defaults={"amount": amount, "note": note}
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"amount": [old, amount]})
    return row


@transaction.atomic
def record_session(
    session: ClubSession,
    values: Mapping[str, Any],
    members: Iterable[Member],
    *,
    actor: User,
    now: dt.datetime,
) -> ClubSession:
    """Keep a session of its club with who came; one ahead has no attendance yet.

    ``values``: starts_at, place, topic.

    Raises:
        NotPermittedError; DomainError: attendance of a session ahead; somebody who is not in the club.
    """
    require(leads(actor, session.club), _LEADER)
    for name, value in values.items():
        setattr(session, name, value)
    came = list(members)
    if came and session.starts_at > now:
        raise DomainError("活动还没有开始，不能登记到场人员", field="members")
    day = day_of(session.starts_at)
    known = set(session.club.memberships.values_list("member_id", flat=True))
    strangers = [member.name for member in came if member.pk not in known]
    if strangers:
        raise DomainError(f"{'、'.join(strangers)} 不是“{session.club}”成员，请先加入", field="members")
    session.recorded_by = actor
    session.save()
    session.attendances.all().delete()
    ClubAttendance.objects.bulk_create(ClubAttendance(session=session, member=each) for each in came)
    audit.record(
        AuditAction.UPDATE, session, actor=actor, changes={"day": [None, day], "came": [None, len(came)]}
    )
    return session
