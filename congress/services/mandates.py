"""The one door of mandates: given and ended together with the office of delegate."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse

from congress.choices.delegates import DelegateCategory, MandateEnd, MandateOrigin, PanelRole
from congress.models import Constituency, Delegation, Mandate, PanelMember, Term, Vacancy
from congress.permissions.sessions import can_manage
from congress.selectors.people import managers
from congress.selectors.rules import congress_rules
from congress.selectors.terms import has_units, staff_of
from members.choices import MembershipStatus, RetainReason
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import BodyKind, Office, ScopeKind
from union.organisation.models import Appointment, Body
from union.organisation.services.offices import end_office, give_office_to
from union.reminders.services import remind_many

_NO_VACANCY = (MandateEnd.TERM_OVER, MandateEnd.MISTAKE)


@transaction.atomic
def give_mandate(
    term: Term,
    member: Member,
    *,
    category: DelegateCategory,
    starts_on: dt.date,
    document: str,
    actor: User,
    constituency: Constituency | None = None,
    delegation: Delegation | None = None,
    origin: MandateOrigin = MandateOrigin.ELECTED,
    role: PanelRole = PanelRole.MEMBER,
    number: int | None = None,
) -> Mandate:
    """Make ``member`` a full delegate from ``starts_on`` and give the office of delegate in the same step.

    The term's row is locked, so that numbers of certificates have no gaps by races. A by-election fills the
    oldest vacancy of the constituency.

    Raises:
        NotPermittedError: not the union office, or the actor's own mandate.
        DomainError: not an active member, a delegate already, outside the term, no free seat, no document.
    """
    if not can_manage(actor):
        raise NotPermittedError("职工代表由工会办公室登记，您没有这项权限")
    row = Term.objects.select_for_update().get(pk=term.pk)
    _refuse(row, member, starts_on, document, constituency)
    taken = Mandate.objects.filter(term=row)
    if number is not None and taken.filter(number=number).exists():
        raise DomainError(f"代表证号 {number} 已有人使用", field="number")
    mandate = Mandate(
        term=row, member=member, constituency=constituency, category=category, origin=origin, role=role,
        delegation=delegation or (constituency.delegation if constituency else None),
        number=number or (taken.aggregate(top=Max("number"))["top"] or 0) + 1,
        document=document.strip(), starts_on=starts_on,
    )  # fmt: skip
    mandate.appointment = _office_for(member, row, starts_on, document, actor)
    mandate.save()
    audit.record(
        AuditAction.CREATE, mandate, actor=actor, note=document,
        changes={"member": [None, member.pk], "starts_on": [None, starts_on]},
    )  # fmt: skip
    if constituency is not None and origin == MandateOrigin.BY_ELECTION:
        _fill_vacancy(constituency, mandate)
    return mandate


def _refuse(
    term: Term, member: Member, starts_on: dt.date, document: str, constituency: Constituency | None
) -> None:
    if not document.strip():
        raise DomainError("请填写依据（选举结果、会议或文件）", field="document")
    if member.merged_into_id is not None or member.membership_status != MembershipStatus.ACTIVE:
        raise DomainError(f"{member.name}不是在册会员，不能当选职工代表", field="member")
    if not term.starts_on <= starts_on <= term.last_day:
        raise DomainError(
            f"任职日期应在{term}任期（{term.starts_on} 至 {term.last_day}）内", field="starts_on"
        )
    if Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), term=term, member=member).exists():
        raise DomainError(f"{member.name}已是{term}职工代表", field="member")
    if constituency is None or not constituency.seats:
        return
    held = Mandate.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), constituency=constituency)
    if held.count() >= constituency.seats:
        raise DomainError(
            f"“{constituency}”选区 {constituency.seats} 个名额已满，出缺后才能补选", field="constituency"
        )


def _office_for(
    member: Member, term: Term, starts_on: dt.date, document: str, actor: User
) -> Appointment | None:
    """Give the office; an open one that no mandate stands behind yet is taken over."""
    if member.user_id is not None:
        rows = Appointment.objects.held_on(starts_on).filter(
            user_id=member.user_id, office=Office.DELEGATE, mandate=None, ends_on=None
        )
        held = rows.first()
        if held is not None:
            return held
    person = ("", member.user_id) if member.user_id else ("member", member.pk)
    body = Body.objects.filter(kind=BodyKind.CONGRESS, branch=None).first()
    return give_office_to(
        person, Office.DELEGATE, actor=actor, starts_on=starts_on, document=document,
        scope_kind=ScopeKind.SELF, body=body, title=str(term),
    )  # fmt: skip


def _fill_vacancy(constituency: Constituency, mandate: Mandate) -> None:
    vacancy = (
        Vacancy.objects.select_for_update().filter(constituency=constituency, filled_by=None)
        .order_by("opened_on", "pk").first()
    )  # fmt: skip
    if vacancy is not None:
        vacancy.filled_by = mandate
        vacancy.save(update_fields=["filled_by"])


@transaction.atomic
def end_mandate(
    mandate_id: int, *, ends_on: dt.date, reason: MandateEnd, document: str, actor: User | None
) -> Mandate:
    """End a mandate, the office behind it and the seats on panels; ``ends_on`` is the last day.

    Opens a vacancy in the constituency unless the term is over or the entry was a mistake. ``actor`` None is
    the system (retirement, transfer).

    Raises:
        TransitionError: it has ended already.
        NotPermittedError: not the union office, or the actor's own mandate.
        DomainError: no document, or a day before the first one.
    """
    row = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("member", "constituency")
        .get(pk=mandate_id)
    )
    if actor is not None and not can_manage(actor):
        raise NotPermittedError("代表资格由工会办公室登记，您没有这项权限")
    if actor is not None and row.member.user_id == actor.pk:
        raise NotPermittedError("不能办理自己的代表资格，请由他人办理")
    if row.ends_on is not None:
        raise TransitionError(f"{row.member.name}的代表资格已于 {row.ends_on} 终止")
    if not document.strip():
        raise DomainError("请填写终止依据", field="document")
    if ends_on < row.starts_on:
        raise DomainError(f"终止日期早于任职日期 {row.starts_on}，请核对", field="ends_on")
    row.ends_on, row.end_reason, row.end_document = ends_on, reason, document.strip()[:120]
    row.save_version(row.version, ["ends_on", "end_reason", "end_document"])
    audit.record(
        AuditAction.STEP, row, actor=actor, note=document,
        changes={"ends_on": [None, ends_on], "end_reason": [None, MandateEnd(reason).label]},
    )  # fmt: skip
    _end_offices(row, actor)
    if reason not in _NO_VACANCY and row.constituency is not None:
        _open_vacancy(row)
    return row


def _end_offices(mandate: Mandate, actor: User | None) -> None:
    assert mandate.ends_on is not None
    words = MandateEnd(mandate.end_reason).label
    _end_office(mandate.appointment, mandate.ends_on, words, actor)
    for seat in PanelMember.objects.filter(mandate=mandate, ends_on=None).select_related("appointment"):
        seat.ends_on = max(mandate.ends_on, seat.starts_on)
        seat.save(update_fields=["ends_on"])
        _end_office(seat.appointment, seat.ends_on, words, actor)


def _end_office(appointment: Appointment | None, ends_on: dt.date, reason: str, actor: User | None) -> None:
    if appointment is None or (appointment.ends_on is not None and appointment.ends_on <= ends_on):
        return
    end_office(
        appointment.pk,
        ends_on=max(ends_on, appointment.starts_on),
        reason=f"代表资格终止：{reason}",
        actor=actor,
    )


def _open_vacancy(mandate: Mandate) -> None:
    assert mandate.ends_on is not None
    assert mandate.constituency is not None  # the caller has looked
    Vacancy.objects.create(
        constituency=mandate.constituency, mandate=mandate, opened_on=mandate.ends_on + dt.timedelta(days=1)
    )
    remind_many(
        managers(),
        title=f"“{mandate.constituency}”选区出现代表缺额，请组织补选",
        link=reverse("congress:term_detail", args=[mandate.term_id]),
        key=f"vacancy:{mandate.pk}",
    )


def follow_member(before: Any, member: Any, _actor: User | None) -> None:
    """End the mandates of a member who left the union or the constituency; see `registries.member_changes`.

    Leaving counts from the day before the new state; a transfer from today on. Reorganised units do not come
    this way: their constituency follows them (`follow_unit`).
    """
    if member.membership_status != MembershipStatus.ACTIVE:
        _end_of_leaver(member)
    elif before.branch_id != member.branch_id or before.department_id != member.department_id:
        _end_of_transferred(before, member)


def _end_of_leaver(member: Member) -> None:
    reason = MandateEnd.LEFT
    if member.membership_status == MembershipStatus.DECEASED:
        reason = MandateEnd.DECEASED
    elif member.retain_reason in (RetainReason.RETIRED, RetainReason.VETERAN_RETIRED):
        reason = MandateEnd.RETIRED
    last = (member.status_since or today()) - dt.timedelta(days=1)
    label = MembershipStatus(member.membership_status).label
    for row in Mandate.objects.filter(member=member, ends_on=None):
        end_mandate(
            row.pk, ends_on=max(last, row.starts_on), reason=reason, document=f"会籍变动：{label}", actor=None
        )


def _end_of_transferred(before: Member, member: Member) -> None:
    rows = Mandate.objects.filter(member=member, ends_on=None).select_related("constituency")
    for row in rows:
        area = row.constituency
        if area is None or not has_units(area) or not congress_rules(today())["lost_on_transfer"]:
            continue
        if _was_inside(area, before) and not staff_of(area).filter(pk=member.pk).exists():
            end_mandate(
                row.pk, ends_on=max(today(), row.starts_on), reason=MandateEnd.TRANSFERRED,
                document="调离原选区", actor=None,
            )  # fmt: skip


def _was_inside(area: Constituency, before: Member) -> bool:
    """Judge by the units the member had; the row in the database has the new ones already."""
    return (
        area.branches.filter(pk=before.branch_id or 0).exists()
        or area.departments.filter(pk=before.department_id or 0).exists()
    )


def sweep(day: dt.date) -> int:
    """End mandates of members who are no longer 在册 (bulk imports write no single change); return how many.

    Run daily; a second run finds nothing.
    """
    gone = Mandate.objects.filter(ends_on=None, starts_on__lte=day).exclude(
        member__membership_status=MembershipStatus.ACTIVE
    )
    rows = list(gone.select_related("member"))
    for row in rows:
        with transaction.atomic():
            _end_of_leaver(row.member)
    return len(rows)


def follow_unit(kind: str, from_id: int, to_id: int, _actor: Any) -> int:
    """A branch or department went into another one: constituencies that named it name the other.

    See `registries.unit_moves`. Equal ids (a unit under another branch) change nothing here.
    """
    through = {"branch": Constituency.branches.through, "department": Constituency.departments.through}.get(
        kind
    )
    if through is None or from_id == to_id:
        return 0
    rows = through._default_manager.filter(**{f"{kind}_id": from_id})
    moved = 0
    for area_id in rows.values_list("constituency_id", flat=True):
        through._default_manager.get_or_create(**{"constituency_id": area_id, f"{kind}_id": to_id})
        moved += 1
    rows.delete()
    return moved
