"""Panels, posts within a delegation, delegates' training, inspection tours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from congress.choices.bodies import FindingState, TourState
from congress.choices.delegates import PanelKind, PanelRole
from congress.models import Delegation, Finding, Mandate, Panel, PanelMember, Term, Tour, Training
from congress.services.terms import refuse_stranger
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, TransitionError
from union.organisation.choices import BodyKind, Office
from union.organisation.models import Appointment, Body
from union.organisation.services.offices import end_office, give_office_to


@transaction.atomic
def open_panel(term: Term, kind: PanelKind, *, name: str, duties: str, actor: User) -> Panel:
    """Set up a standing panel of the term.

    Raises:
        NotPermittedError; DomainError: the name is taken.
    """
    refuse_stranger(actor)
    shown = name.strip() or kind.label
    if Panel.objects.filter(term=term, name=shown).exists():
        raise DomainError(f"{term}已有“{shown}”", field="name")
    row = Panel.objects.create(term=term, kind=kind, name=shown, duties=duties.strip())
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"name": [None, shown]})
    return row


@transaction.atomic
def seat(panel: Panel, mandate: Mandate, role: PanelRole, *, starts_on: dt.date, actor: User) -> PanelMember:
    """Seat a delegate on a panel; on the motion panel this gives the office 提案委委员 in the same step.

    Raises:
        NotPermittedError: not the union office, or the actor's own seat of the motion panel.
        DomainError: no delegate of the term in office, on it already, or a second head.
    """
    refuse_stranger(actor)
    row = Panel.objects.select_for_update().get(pk=panel.pk)
    if (
        mandate.term_id != row.term_id
        or not Mandate.objects.in_office(starts_on).filter(pk=mandate.pk).exists()
    ):
        raise DomainError("专门委员会由本届在任代表组成", field="mandate")
    now = row.people.filter(ends_on=None)
    if now.filter(mandate=mandate).exists():
        raise DomainError(f"{mandate.member.name}已在“{row}”", field="mandate")
    if role == PanelRole.HEAD and now.filter(role=role).exists():
        raise DomainError(f"“{row}”已有主任（组长）", field="role")
    seat_row = PanelMember(panel=row, mandate=mandate, role=role, starts_on=starts_on)
    if row.kind == PanelKind.MOTIONS:
        seat_row.appointment = _reviewer(row, mandate, starts_on, actor)
    seat_row.save()
    audit.record(AuditAction.CREATE, seat_row, actor=actor, changes={"mandate": [None, mandate.pk]})
    return seat_row


def _reviewer(panel: Panel, mandate: Mandate, starts_on: dt.date, actor: User) -> Appointment:
    """The office behind a seat of the motion panel; an open one without a seat is taken over."""
    held = Appointment.objects.held_on(starts_on).filter(
        user_id=mandate.member.user_id or 0, office=Office.MOTION_REVIEWER, panel_seat=None, ends_on=None
    )
    found = held.first()
    if found is not None:
        return found
    member = mandate.member
    person = ("", member.user_id) if member.user_id else ("member", member.pk)
    return give_office_to(
        person, Office.MOTION_REVIEWER, actor=actor, starts_on=starts_on, title=panel.name[:40],
        document=f"{panel.term}{panel}组成名单",
        body=Body.objects.filter(kind=BodyKind.CONGRESS, branch=None).first(),
    )  # fmt: skip


@transaction.atomic
def unseat(seat_row: PanelMember, *, ends_on: dt.date, actor: User) -> None:
    """End a seat of a panel and the office behind it.

    Raises:
        NotPermittedError; TransitionError: ended already; DomainError: before the first day.
    """
    refuse_stranger(actor)
    row = (
        PanelMember.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=seat_row.pk)
    )
    if row.ends_on is not None:
        raise TransitionError(f"已于 {row.ends_on} 离任")
    if ends_on < row.starts_on:
        raise DomainError("离任日期早于任职日期", field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    if row.appointment is not None and row.appointment.ends_on is None:
        end_office(row.appointment.pk, ends_on=ends_on, reason="不再担任专门委员会成员", actor=actor)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"ends_on": [None, ends_on]})


@transaction.atomic
def place_delegate(
    mandate: Mandate, delegation: Delegation | None, role: PanelRole, *, version: int, actor: User
) -> Mandate:
    """Put a delegate into a delegation, as head, deputy or member; one head each.

    Raises:
        NotPermittedError, StaleError; DomainError: another term's delegation, or there is a head.
    """
    refuse_stranger(actor)
    row = Mandate.objects.select_for_update(of=("self",)).select_related("member").get(pk=mandate.pk)
    if delegation is not None and delegation.term_id != row.term_id:
        raise DomainError("请选择本届代表团", field="delegation")
    heads = Mandate.objects.filter(delegation=delegation, role=PanelRole.HEAD, ends_on=None).exclude(
        pk=row.pk
    )
    if role == PanelRole.HEAD and delegation is not None and heads.exists():
        raise DomainError(f"“{delegation}”已有团长，请先调整", field="role")
    row.delegation, row.role = delegation, role
    row.save_version(version, ["delegation", "role"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"role": [None, role.label]})
    return row


@transaction.atomic
def save_training(
    term: Term,
    values: Mapping[str, Any],
    people: Iterable[Mandate],
    *,
    actor: User,
    row: Training | None = None,
) -> Training:
    """Record a training of delegates and who was there. ``values``: title, held_on, hours, trainer, place.

    Raises:
        NotPermittedError; DomainError: outside the term.
    """
    refuse_stranger(actor)
    if not term.starts_on <= values["held_on"] <= term.last_day:
        raise DomainError(f"培训日期应在{term}任期内", field="held_on")
    row = row or Training(term=term)
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    for name in ("title", "held_on", "hours", "trainer", "place"):
        setattr(row, name, values[name])
    row.save()
    there = list(people)
    row.participants.set(there)
    audit.record(action, row, actor=actor, changes={"participants": [None, len(there)]})
    return row


@transaction.atomic
def save_tour(
    term: Term, values: Mapping[str, Any], team: Iterable[Mandate], *, actor: User, row: Tour | None = None
) -> Tour:
    """Plan or change an inspection tour. ``values``: title, plan, planned_on, held_on.

    Raises:
        NotPermittedError; TransitionError: closed; DomainError: no team, or held in the future.
    """
    refuse_stranger(actor)
    people = list(team)
    if not people:
        raise DomainError("请选择巡视代表", field="team")
    if values["held_on"] and values["held_on"] > today():
        raise DomainError("巡视日期不能晚于今天", field="held_on")
    row = row or Tour(term=term)
    if row.state == TourState.FOLLOWED_UP:
        raise TransitionError("这次巡视已办结")
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    for name in ("title", "plan", "planned_on", "held_on"):
        setattr(row, name, values[name])
    row.state = TourState.DONE if row.held_on else TourState.PLANNED
    row.save()
    row.team.set(people)
    audit.record(action, row, actor=actor, changes={"team": [None, len(people)]})
    return row


@transaction.atomic
def add_finding(tour: Tour, values: Mapping[str, Any], *, actor: User) -> Finding:
    """Record what a tour found. ``values``: department, text, due_on.

    Raises:
        NotPermittedError; TransitionError: the tour has not taken place.
    """
    refuse_stranger(actor)
    if tour.held_on is None:
        raise TransitionError("请先登记巡视日期")
    row = Finding.objects.create(
        tour=tour, **{name: values[name] for name in ("department", "text", "due_on")}
    )
    Tour.objects.filter(pk=tour.pk).update(state=TourState.DONE)
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def follow_up(
    finding: Finding, *, answer: str, note: str, settled: bool, version: int, actor: User
) -> Finding:
    """Record the department's answer and the look afterwards; the last settled finding closes the tour.

    Raises:
        NotPermittedError, StaleError; TransitionError: settled already.
        DomainError: no answer, or settled without what was seen.
    """
    refuse_stranger(actor)
    row = Finding.objects.select_related("tour").get(pk=finding.pk)
    if row.state == FindingState.SETTLED:
        raise TransitionError("这个问题已整改")
    if not answer.strip():
        raise DomainError("请填写责任科室的答复", field="answer")
    if settled and not note.strip():
        raise DomainError("请填写复查情况", field="follow_up")
    row.answer, row.follow_up = answer.strip(), note.strip()
    row.answered_on = row.answered_on or today()
    row.state = FindingState.SETTLED if settled else FindingState.ANSWERED
    row.settled_on = today() if settled else None
    row.save_version(version, ["answer", "follow_up", "answered_on", "state", "settled_on"])
    if not row.tour.findings.exclude(state=FindingState.SETTLED).exists():
        Tour.objects.filter(pk=row.tour_id).update(state=TourState.FOLLOWED_UP)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [finding.state, row.state]})
    return row
