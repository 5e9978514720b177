"""签到: by the rotating code on the wall, by number at the desk, by staff. Leaving is counted too."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from congress.choices.sessions import CheckInMeans
from congress.choices.terms import SessionState
from congress.models import Absence, Attendance, Guest, Mandate, Session
from congress.rules.sessions import STAGE_OF
from congress.selectors.attendance import entitled
from congress.selectors.terms import mandate_of
from congress.services.terms import refuse_stranger
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError

_SALT = "congress.check_in"
CODE_SECONDS = 60  # a photograph of the wall is worth nothing a minute later


@dataclass(frozen=True, slots=True)
class Entry:
    """What a check-in did: ``is_new`` False means he was inside already."""

    attendance: Attendance
    is_new: bool


def code_for(session: Session) -> str:
    """Return the signed text of the QR code now shown: session and stage, good for CODE_SECONDS."""
    return signing.TimestampSigner(salt=_SALT).sign(f"{session.pk}.{session.state}")


def session_of_code(code: str) -> Session:
    """Return the session a scanned code belongs to.

    Raises:
        DomainError: forged, older than CODE_SECONDS, or of a meeting that is over.
    """
    try:
        text = signing.TimestampSigner(salt=_SALT).unsign(code, max_age=CODE_SECONDS)
    except signing.SignatureExpired as error:
        raise DomainError("二维码已更新，请重新扫描大屏幕上的二维码") from error
    except signing.BadSignature as error:
        raise DomainError("这不是本系统的签到码，请扫描会场大屏幕上的二维码") from error
    pk, state = text.split(".")
    session = Session.objects.select_related("term").filter(pk=int(pk), state=state).first()
    if session is None:
        raise DomainError("这场会议的签到已经结束")
    return session


@transaction.atomic
def check_in_by_code(code: str, *, actor: User) -> Entry:
    """Check the user himself in with a scanned code.

    Raises:
        DomainError: see `session_of_code`; or the user is not a delegate of this session.
    """
    session = session_of_code(code)
    mandate = mandate_of(actor, today())
    if mandate is None or not entitled(session).filter(pk=mandate.pk).exists():
        raise DomainError("您不是本次会议的正式代表；列席和特邀人员请到签到台登记")
    return _enter(session, actor, CheckInMeans.QR, mandate=mandate)


@transaction.atomic
def check_in_by_number(session: Session, text: str, *, actor: User) -> Entry:
    """Check a delegate in at the desk by certificate number or 工号.

    Raises:
        NotPermittedError; DomainError: nobody (in office) has this number, or no meeting is under way.
    """
    refuse_stranger(actor)
    wanted = text.strip()
    rows = entitled(session)
    found = rows.filter(member__staff_no=wanted.upper()).first() if wanted else None
    if found is None and wanted.isdecimal() and len(wanted) <= 4:  # noqa: PLR2004 - certificates have four digits
        found = rows.filter(number=int(wanted)).first()
    if found is None:
        raise DomainError(f"没有代表证号或工号为“{wanted}”的在任代表", field="number")
    return _enter(session, actor, CheckInMeans.NUMBER, mandate=found)


@transaction.atomic
def check_in(
    session: Session, *, actor: User, mandate: Mandate | None = None, guest: Guest | None = None
) -> Entry:
    """Check somebody in by hand.

    Raises:
        NotPermittedError; DomainError: no delegate in office, a guest of another session, or no meeting.
    """
    refuse_stranger(actor)
    if mandate is not None and not entitled(session).filter(pk=mandate.pk).exists():
        raise DomainError("这位代表的资格已终止，不能签到")
    if guest is not None and guest.session_id != session.pk:
        raise DomainError("这位列席人员不属于本次会议")
    return _enter(session, actor, CheckInMeans.STAFF, mandate=mandate, guest=guest)


def _enter(
    session: Session,
    actor: User,
    means: CheckInMeans,
    *,
    mandate: Mandate | None = None,
    guest: Guest | None = None,
) -> Entry:
    stage = STAGE_OF.get(SessionState(session.state))
    if stage is None:
        raise DomainError(f"会议{SessionState(session.state).label}，现在不能签到")
    person = {"mandate": mandate, "guest": guest}
    inside = Attendance.objects.filter(session=session, stage=stage, left_at=None, **person).first()
    if inside is not None:
        return Entry(inside, is_new=False)
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                session=session,
                stage=stage,
                arrived_at=timezone.now(),
                means=means,
                recorded_by=actor,
                **person,
            )
    except IntegrityError:  # the same person at two desks: the first one counts
        return Entry(
            Attendance.objects.get(session=session, stage=stage, left_at=None, **person), is_new=False
        )
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"means": [None, means.label]})
    return Entry(row, is_new=True)


@transaction.atomic
def check_out(attendance: Attendance, *, actor: User) -> bool:
    """Note that somebody left the room; he counts no more. Return False if he had left already.

    Raises:
        NotPermittedError.
    """
    refuse_stranger(actor)
    hit = Attendance.objects.filter(pk=attendance.pk, left_at=None).update(left_at=timezone.now())
    if hit:
        audit.record(AuditAction.UPDATE, attendance, actor=actor, changes={"left": [None, True]})
    return bool(hit)


@transaction.atomic
def excuse(session: Session, mandate: Mandate, reason: str, *, actor: User) -> Absence:
    """Record that a delegate asked for leave; he still counts as entitled.

    Raises:
        NotPermittedError; DomainError: no reason, or no delegate of this session.
    """
    refuse_stranger(actor)
    if not reason.strip():
        raise DomainError("请填写请假原因", field="reason")
    if not entitled(session).filter(pk=mandate.pk).exists():
        raise DomainError("只有在任的正式代表需要请假", field="mandate")
    row, _made = Absence.objects.update_or_create(
        session=session, mandate=mandate, defaults={"reason": reason.strip(), "recorded_by": actor}
    )
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row
