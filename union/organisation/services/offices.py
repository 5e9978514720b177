"""Give and end offices (任免). The one door to `Appointment`, and so to every right in the system."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from union.accounts.models import User
from union.common import audit, registries
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.pinyin import pinyin_of
from union.organisation import permissions
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment, Body, UnionProfile, Unit, units_of
from union.organisation.rules import offices as rules

if TYPE_CHECKING:
    from union.organisation.models import AppointmentQuerySet


@transaction.atomic
def give_office(
    user: User,
    office: Office,
    *,
    starts_on: dt.date,
    document: str,
    actor: User | None,
    unit: Unit | None = None,
    scope_kind: ScopeKind | None = None,
    body: Body | None = None,
    title: str = "",
    ends_on: dt.date | None = None,
) -> Appointment:
    """Appoint ``user`` to ``office``; ``actor`` None is the system (demonstration, import, join).

    ``unit`` says where (None: the office's usual hospital or own scope, unless ``scope_kind`` names
    one). The holder's row is locked, so that two clerks cannot give two offices that exclude each
    other at once.

    Raises:
        NotPermittedError: ``actor`` may not give this office, or gives it to himself.
        DomainError: document, dates, scope, an office that excludes it, the same office held in that
            time, or a seat that is taken.
    """
    _refuse_grant(actor, office, user.pk)
    if not document.strip():
        raise DomainError("请填写任职依据（文件名称和文号，或会议名称和日期）", field="document")
    problem = rules.dates_problem(starts_on, ends_on)
    if problem:
        raise DomainError(problem, field="ends_on")
    kind = scope_kind or (ScopeKind(unit.kind.value) if unit else rules.SCOPES[office][0])
    _refuse_scope(office, kind, unit)
    User.objects.select_for_update().get(pk=user.pk)
    _refuse_conflicts(user, office, kind, unit, (starts_on, ends_on))
    appointment = Appointment(
        user=user, office=office, body=body, scope_kind=kind, title=title.strip(), starts_on=starts_on,
        ends_on=ends_on, document=document.strip(), **({unit.kind.value: unit} if unit else {}),
    )  # fmt: skip
    appointment.save()
    audit.record(
        AuditAction.GRANT, appointment, actor=actor, note=document,
        changes={
            "user": [None, user.pk], "office": [None, office.label],
            "scope": [None, appointment.scope_label], "starts_on": [None, starts_on],
        },
    )  # fmt: skip
    return appointment


@transaction.atomic
def give_office_to(person: tuple[str, int], office: Office, *, actor: User, **terms: Any) -> Appointment:
    """`give_office` to a person of the picker: (source, pk); "" is an account, else an account is made first.

    If the office is refused, no account is made.

    Raises:
        NotPermittedError, DomainError: as `give_office`, or the person is not in the actor's scope.
    """
    source, pk = person
    if actor is not None and office not in permissions.grantable_offices(actor):
        raise NotPermittedError(f"{office.label}由安全管理员任免，您没有这项权限")
    user = registries.people[source].open(pk, actor) if source else User.objects.get(pk=pk)
    return give_office(user, office, actor=actor, **terms)


@transaction.atomic
def end_office(
    appointment_id: int,
    *,
    ends_on: dt.date,
    reason: str,
    actor: User | None,
    version: int | None = None,
) -> Appointment:
    """End an appointment; ``ends_on`` is the last day in office. The row stays as history.

    Raises:
        TransitionError: it has ended already.
        NotPermittedError: ``actor`` may not end this office, or it is his own.
        DomainError: no reason, a day before the first one, or the last 安全管理员 would go.
        StaleError: the appointment is no longer at ``version``.
    """
    _lock_guards(appointment_id)
    found = Appointment.objects.select_for_update().filter(pk=appointment_id).first()
    if found is None:
        raise DomainError("没有这条任职记录，请刷新页面后重试")
    _refuse_grant(actor, Office(found.office), found.user_id)
    if found.ends_on is not None and found.ends_on < today():
        raise TransitionError(f"该任职已于 {found.ends_on} 结束")
    if not reason.strip():
        raise DomainError("请填写免职原因（换届、调离、辞职、退休等）", field="reason")
    problem = rules.dates_problem(found.starts_on, ends_on)
    if problem:
        raise DomainError(problem, field="ends_on")
    _refuse_last_guard(found, ends_on)
    _end(found, ends_on, reason, actor=actor, version=version)
    return found


def end_offices_of_unit(
    unit: Unit, ends_on: dt.date, *, reason: str, actor: User | None, successor: Unit | None = None
) -> int:
    """End every open appointment of ``unit``; return how many. Part of closing or merging it.

    With ``successor``, those who keep their mandate (delegates) hold it there from the next day on.
    """
    held = list(_open().filter(**{unit.kind.value: unit}).select_for_update().order_by("pk"))
    for appointment in held:
        _end(appointment, max(ends_on, appointment.starts_on), reason, actor=actor)
        if successor is not None and Office(appointment.office) in rules.KEPT_IN_MERGER:
            _hold_in(appointment, successor, actor)
    return len(held)


@transaction.atomic
def ensure_person(
    display_name: str,
    *,
    username: str,
    actor: User | None,
) -> User:
    """Return the user ``username``, made without a password if there is none (officers on paper).

    Such a person cannot log in until 账号管理 gives a password.

    Raises:
        DomainError: a name is missing, or the login name belongs to somebody of another name.
        NotPermittedError: ``actor`` may give no office at all.
    """
    if actor is not None and not permissions.grantable_offices(actor):
        raise NotPermittedError("您没有任免职务的权限，不能登记人员")
    name, login = display_name.strip(), username.strip()
    if not name or not login:
        raise DomainError("请填写姓名和工号（或其他不重复的编号）", field="display_name")
    user, made = User.objects.get_or_create(
        username__iexact=login,
        defaults={
            "username": login,
            "display_name": name,
            "name_pinyin": pinyin_of(name)[0],
            "password": "!",
        },
    )
    if not made and user.display_name != name:
        raise DomainError(f"编号“{login}”已属于{user.display_name}，请核对", field="username")
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record(AuditAction.CREATE, user, actor=actor, note="登记人员（不登录）")
    return user


def refuse_account_above(actor: User | None, user: User) -> None:
    """Let nobody hand out, or tie to a record, an account that holds more than he may give himself.

    Whoever holds the one-time password of an account holds its offices; those that begin later count too.

    Raises:
        NotPermittedError: ``user`` holds or will hold an office that ``actor`` may not give.
    """
    if actor is None:
        return
    held = {Office(office) for office in _open().filter(user=user).values_list("office", flat=True)}
    above = sorted(office.label for office in held - permissions.grantable_offices(actor))
    if above:
        raise NotPermittedError(
            f"这个账号任有{'、'.join(above)}，不由工会办公室开通或关联，请由系统管理员办理"
        )


def _open() -> AppointmentQuerySet:
    return Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today()))


def _refuse_grant(actor: User | None, office: Office, holder_id: int) -> None:
    if actor is None or permissions.can_grant(actor, office, holder_id):
        return
    if actor.pk == holder_id:
        raise NotPermittedError("不能办理自己的任免，请由他人办理")
    raise NotPermittedError(f"{office.label}由安全管理员任免，您没有这项权限")


def _refuse_scope(office: Office, kind: ScopeKind, unit: Unit | None) -> None:
    problem = rules.scope_problem(office, kind)
    if problem:
        raise DomainError(problem, field="scope_kind")
    named = kind in {ScopeKind.BRANCH, ScopeKind.GROUP, ScopeKind.DEPARTMENT}
    if named != (unit is not None) or (unit is not None and unit.kind.value != kind.value):
        raise DomainError(f"请选择{office.label}所在的{kind.label}", field="unit")
    if unit is not None and unit.closed_on is not None:
        raise DomainError(f"“{unit.name}”已于 {unit.closed_on} 撤销，请另选", field="unit")


def _refuse_conflicts(
    user: User, office: Office, kind: ScopeKind, unit: Unit | None, term: tuple[dt.date, dt.date | None]
) -> None:
    held = [
        a
        for a in Appointment.objects.filter(user=user).select_related("branch", "group", "department")
        if rules.overlap(term, (a.starts_on, a.ends_on))
    ]
    problem = rules.conflict_between(office, [Office(a.office) for a in held])
    if problem:
        raise DomainError(problem, field="office")
    for other in held:
        if other.office == office and _same_place(other, kind, unit):
            raise DomainError(
                f"{user.display_name}在这段时间已任{other}（{other.starts_on} 起），不必重复任职",
                field="office",
            )
    if office in rules.SINGLE_SEAT:
        _refuse_taken_seat(office, kind, unit, term)


def _refuse_taken_seat(
    office: Office, kind: ScopeKind, unit: Unit | None, term: tuple[dt.date, dt.date | None]
) -> None:
    # Two clerks, two people, one seat: one row is the queue, the unit's or the union's own.
    if unit is None:
        UnionProfile.objects.select_for_update().get(pk=1)
    else:
        units_of(unit.kind).select_for_update().get(pk=unit.pk)
    where: dict[str, Any] = {unit.kind.value: unit} if unit else {"scope_kind": kind}
    for other in Appointment.objects.filter(office=office, **where).select_related("user"):
        if rules.overlap(term, (other.starts_on, other.ends_on)):
            raise DomainError(
                f"{unit.name if unit else kind.label}的{office.label}现由{other.user.display_name}担任"
                f"（{other.starts_on} 起），请先办理免职",
                field="office",
            )


def _same_place(appointment: Appointment, kind: ScopeKind, unit: Unit | None) -> bool:
    if appointment.scope_kind != kind:
        return False
    return unit is None or getattr(appointment, f"{unit.kind.value}_id") == unit.pk


def _lock_guards(appointment_id: int) -> None:
    """Two 安全管理员 ended at once wait for each other here, else each would see the other stay."""
    guards = _open().filter(office=Office.SECURITY_ADMIN)
    if guards.filter(pk=appointment_id).exists():
        list(guards.select_for_update().order_by("pk"))


def _refuse_last_guard(appointment: Appointment, ends_on: dt.date) -> None:
    """Without a 安全管理员 nobody could give administrators' offices any more."""
    if appointment.office != Office.SECURITY_ADMIN:
        return
    after = Appointment.objects.held_on(ends_on + dt.timedelta(days=1))
    others = after.filter(office=Office.SECURITY_ADMIN, user__is_active=True)
    if not others.exclude(pk=appointment.pk).exists():
        raise DomainError("这是唯一的安全管理员，请先任命另一位再免职")


def _end(
    appointment: Appointment, ends_on: dt.date, reason: str, *, actor: User | None, version: int | None = None
) -> None:
    old, appointment.ends_on, appointment.ended_reason = appointment.ends_on, ends_on, reason.strip()[:80]
    appointment.save_version(appointment.version if version is None else version, ["ends_on", "ended_reason"])
    audit.record(
        AuditAction.REVOKE, appointment, actor=actor, changes={"ends_on": [old, ends_on]}, note=reason
    )


def _hold_in(appointment: Appointment, successor: Unit, actor: User | None) -> None:
    assert appointment.ends_on is not None
    last_day = appointment.ends_on
    there = Appointment.objects.filter(user_id=appointment.user_id, office=appointment.office, ends_on=None)
    if there.filter(**{successor.kind.value: successor}).exists():
        return  # holds the mandate there already
    carried = Appointment(
        user_id=appointment.user_id, office=appointment.office, body_id=appointment.body_id,
        scope_kind=successor.kind.value, title=appointment.title, document=appointment.document,
        starts_on=last_day + dt.timedelta(days=1), **{successor.kind.value: successor},
    )  # fmt: skip
    carried.save()
    audit.record(
        AuditAction.GRANT, carried, actor=actor, note=appointment.ended_reason,
        changes={"scope": [appointment.scope_label, successor.name]},
    )  # fmt: skip
