"""Checking in and out: by ticket, by the code on the screen, by number, from paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from events.choices.activities import ActivityState, CheckInMethod, SignUpChannel, SignUpMode, SignUpState
from events.models import Activity, Attendance, SignUp
from events.permissions import activities as permissions
from events.rules import checkin as rules
from events.rules.eligibility import refusals
from events.selectors import activities as reads
from events.services import places
from members.models import Member
from members.selectors import named
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import day_of
from union.common.errors import DomainError, NotPermittedError
from union.common.searching import holding

EARLY = dt.timedelta(hours=3)
_DOOR_OPEN = (ActivityState.APPROVED, ActivityState.OPEN, ActivityState.CLOSED)
_PAPER_OPEN = (*_DOOR_OPEN, ActivityState.HELD)


def door_key() -> bytes:
    """Key of tickets and screen codes, derived from the product's secret."""
    return salted_hmac("events.checkin", "door", algorithm="sha256").digest()


def ticket_of(signup: SignUp) -> str:
    """Return the personal ticket of a sign-up."""
    return rules.ticket_code(door_key(), signup.pk)


def signup_of(ticket: str) -> SignUp | None:
    """Return the sign-up of a ticket (or the address it stands in); None if it is forged."""
    pk = rules.signup_of_ticket(door_key(), rules.ticket_in(ticket))
    rows = SignUp.objects.select_related("member", "activity", "session")
    return rows.filter(pk=pk).first() if pk else None


def screen_code(activity: Activity, point: int, now: dt.datetime) -> str:
    """Return the code the door shows now."""
    return rules.screen_code(door_key(), activity.pk, point, now)


@transaction.atomic
def check_in(
    signup: SignUp, *, point: int, method: CheckInMethod, actor: User, now: dt.datetime, leaving: bool = False
) -> tuple[Attendance, bool]:
    """Note that somebody came (``leaving``: went); return the row and whether it is new.

    The same again changes nothing and says so by False: at the door a double scan is no error.

    Raises:
        NotPermittedError: neither a manager nor an organiser (SCREEN: not the person himself).
        DomainError: not signed up, too early, over, or leaving without having come.
    """
    activity = signup.activity
    own = method == CheckInMethod.SCREEN and signup.member.user_id == actor.pk
    if not own and not permissions.can_check_in(actor, activity):
        raise NotPermittedError("签到由活动组织者办理")
    if signup.state != SignUpState.CONFIRMED:
        raise DomainError(f"{signup.member.name} 的报名是“{signup.get_state_display()}”，不能签到")
    _check_door(activity, point, method, now)
    if leaving:
        return _leave(signup, point, now)
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                signup=signup, point=point, in_at=now, method=method, recorded_by=actor
            )
    except IntegrityError:
        return Attendance.objects.get(signup=signup, point=point), False
    return row, True


def _check_door(activity: Activity, point: int, method: CheckInMethod, now: dt.datetime) -> None:
    if not 0 <= point < len(activity.points):
        raise DomainError("没有这个签到点")
    paper = method == CheckInMethod.PAPER
    if activity.state not in (_PAPER_OPEN if paper else _DOOR_OPEN):
        raise DomainError(f"活动“{activity.get_state_display()}”，不能签到")
    if now < activity.starts_at - EARLY:
        raise DomainError(f"签到在活动开始前 {EARLY.seconds // 3600} 小时开放")


def _leave(signup: SignUp, point: int, now: dt.datetime) -> tuple[Attendance, bool]:
    row = Attendance.objects.filter(signup=signup, point=point).first()
    if row is None:
        raise DomainError(f"{signup.member.name} 还没有签到，不能签退")
    if row.out_at is not None:
        return row, False
    row.out_at = now
    row.save(update_fields=["out_at"])
    return row, True


@transaction.atomic
def at_screen(
    activity: Activity, point: int, code: str, member: Member, *, actor: User, now: dt.datetime
) -> tuple[Attendance, bool]:
    """Check oneself in with the code on the screen; without sign-up one may come in at the door.

    Raises:
        DomainError: the code has run out, not meant for this person, no place left.
    """
    if not rules.is_screen_code(door_key(), activity.pk, point, now, code):
        raise DomainError("二维码已过期，请重新扫描现场屏幕上的二维码")
    signup = SignUp.objects.filter(activity=activity, member=member, state=SignUpState.CONFIRMED).first()
    if signup is None:
        signup = walk_in(activity, member, actor=actor)
    return check_in(signup, point=point, method=CheckInMethod.SCREEN, actor=actor, now=now)


@transaction.atomic
def walk_in(activity: Activity, member: Member, *, actor: User) -> SignUp:
    """Sign somebody up who stands at the door: where no sign-up is needed, or by an organiser.

    Raises:
        DomainError: not meant for him, waiting or pending already, full, or sign-up was required.
    """
    row = places.lock_activity(activity.pk)
    organiser = permissions.can_check_in(actor, row)
    if row.mode != SignUpMode.NONE and not organiser:
        raise DomainError("您没有报上名。仍有空位时，请现场组织者为您补录")
    day = day_of(row.starts_at)
    found = refusals(reads.target_of(row), reads.person_of(member, day, row.target_club_id))
    if found:
        raise DomainError(f"{member.name}：{'；'.join(found)}")
    present = row.signups.filter(
        member=member, state__in=(SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.PENDING)
    ).first()
    if present is not None:
        return _let_in(present)
    row.last_number += 1
    row.save(update_fields=["last_number"])
    session = row.sessions.order_by("starts_at", "pk")[0]
    signup = SignUp(
        activity=row, session=session, member=member, number=row.last_number, channel=SignUpChannel.DOOR,
        state=SignUpState.PENDING, signed_by=actor, quota_branch_id=member.branch_id,
    )  # fmt: skip
    signup.save()
    places.confirm(signup)
    audit.record(AuditAction.CREATE, signup, actor=actor, note="现场签到")
    return signup


def _let_in(signup: SignUp) -> SignUp:
    """Somebody on the waiting list stands at the door and there is a place."""
    if signup.state != SignUpState.CONFIRMED:
        places.confirm(signup)
    return signup


def find_at_door(activity: Activity, text: str) -> list[SignUp]:
    """Return the confirmed sign-ups that ``text`` names: a ticket, a sign-up number, a 工号, or a name.

    Search first, names after: without ``text`` nobody is shown. At most 10.
    """
    typed = text.strip()
    if not typed:
        return []
    rows = reads.signups_of(activity).filter(state=SignUpState.CONFIRMED)
    by_ticket = rules.signup_of_ticket(door_key(), rules.ticket_in(typed))
    if by_ticket:
        return list(rows.filter(pk=by_ticket))
    if typed.isdecimal() and len(typed) < 9:  # noqa: PLR2004 - the range of a number
        exact = rows.filter(member__staff_no=typed) | rows.filter(number=int(typed))
        return list(exact.distinct()[:10])
    return list(holding(rows, typed, named("member__"))[:10])


@transaction.atomic
def enter_paper(
    activity: Activity, numbers: Iterable[str], *, point: int, at: dt.datetime, actor: User
) -> tuple[int, list[str]]:
    """Enter a signed paper list: sign-up numbers or 工号. Return how many are new, and what was not found.

    Entering the same list again adds nothing.

    Raises:
        NotPermittedError, DomainError.
    """
    if not permissions.can_check_in(actor, activity):
        raise NotPermittedError("签到由活动组织者办理")
    entered, unknown = 0, []
    for number in dict.fromkeys(each.strip() for each in numbers if each.strip()):
        found = find_at_door(activity, number) if number.isdecimal() else []
        if len(found) != 1:
            unknown.append(number)
            continue
        _row, new = check_in(found[0], point=point, method=CheckInMethod.PAPER, actor=actor, now=at)
        entered += new
    audit.record(AuditAction.UPDATE, activity, actor=actor, note=f"补录纸质签到 {entered} 人")
    return entered, unknown
