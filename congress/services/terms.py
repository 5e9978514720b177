"""Terms, constituencies, delegations: opened, changed, extended, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from congress.choices.delegates import MandateEnd
from congress.models import Constituency, Delegation, Mandate, Term
from congress.permissions.sessions import can_manage
from congress.rules import terms as rules
from congress.rules.seats import distribute, least_seats, table_in_use
from congress.selectors.rules import congress_rules, rule_set
from congress.selectors.terms import staff_of
from congress.services.mandates import end_mandate
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError


def refuse_stranger(actor: User | None) -> None:
    """Let only the union office (or the system, None) write here.

    Raises:
        NotPermittedError: ``actor`` does not manage the congress.
    """
    if actor is not None and not can_manage(actor):
        raise NotPermittedError("职代会由工会办公室组织，您没有这项权限")


@transaction.atomic
def open_term(
    number: int, *, starts_on: dt.date, ends_on: dt.date, document: str, actor: User | None,
    seats: int = 0, staff_count: int = 0, note: str = "",
) -> Term:  # fmt: skip
    """Begin a term of three to five years.

    Raises:
        NotPermittedError: not the union office.
        DomainError: length, number, fewer seats than the provincial table asks, or it overlaps another term.
    """
    refuse_stranger(actor)
    years = congress_rules(starts_on)["term_years"]
    problem = rules.term_problem(starts_on, ends_on, years)
    if problem:
        raise DomainError(problem, field="ends_on")
    _refuse_overlap(number, starts_on, ends_on)
    _refuse_few_seats(seats, staff_count, starts_on)
    term = Term.objects.create(
        number=number, starts_on=starts_on, ends_on=ends_on, document=document.strip(), seats=seats,
        staff_count=staff_count, note=note.strip(),
    )  # fmt: skip
    audit.record(AuditAction.CREATE, term, actor=actor, changes={"number": [None, number]})
    return term


def _refuse_overlap(number: int, starts_on: dt.date, ends_on: dt.date) -> None:
    if Term.objects.filter(number=number).exists():
        raise DomainError(f"第 {number} 届已经登记", field="number")
    other = Term.objects.filter(
        Q(extended_to=None, ends_on__gte=starts_on) | Q(extended_to__gte=starts_on), starts_on__lte=ends_on
    ).first()
    if other is not None:
        raise DomainError(f"与{other}（至 {other.last_day}）重叠，请核对日期", field="starts_on")


def _refuse_few_seats(seats: int, staff: int, day: dt.date) -> None:
    if not seats or not staff:
        return
    table = table_in_use(rule_set("congress_seats", day).values)
    least = least_seats(staff, table["bands"])
    if seats < least:
        raise DomainError(f"职工 {staff} 人，代表不得少于 {least} 名（{table['basis']}）", field="seats")


@transaction.atomic
def set_seats(term: Term, *, seats: int, staff_count: int, version: int, actor: User) -> Term:
    """Set the number of delegates and the staff it rests on.

    Raises:
        NotPermittedError, StaleError; DomainError: fewer than the table asks.
    """
    refuse_stranger(actor)
    row = Term.objects.select_for_update().get(pk=term.pk)
    _refuse_few_seats(seats, staff_count, row.starts_on)
    before = row.seats
    row.seats, row.staff_count = seats, staff_count
    row.save_version(version, ["seats", "staff_count"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"seats": [before, seats]})
    return row


@transaction.atomic
def extend_term(term: Term, *, to: dt.date, reason: str, document: str, actor: User) -> Term:
    """Extend a term once, within the months of the rule; reason and approval are compulsory.

    Raises:
        NotPermittedError; DomainError: reason or approval missing, too long, or extended already.
    """
    refuse_stranger(actor)
    row = Term.objects.select_for_update().get(pk=term.pk)
    if row.extended_to is not None:
        raise DomainError(f"{row}已延期至 {row.extended_to}，不能再次延期", field="extended_to")
    problem = rules.extension_problem(row.ends_on, to, congress_rules(row.ends_on)["extension_months"])
    if problem:
        raise DomainError(problem, field="extended_to")
    if not reason.strip():
        raise DomainError("请填写延期原因", field="extension_reason")
    if not document.strip():
        raise DomainError("请填写上级工会同意延期的批复", field="extension_document")
    row.extended_to, row.extension_reason, row.extension_document = to, reason.strip(), document.strip()
    row.save_version(row.version, ["extended_to", "extension_reason", "extension_document"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"extended_to": [None, to]}, note=reason)
    return row


@transaction.atomic
def close_term(term: Term, *, on: dt.date, document: str, actor: User) -> int:
    """End all mandates of a term whose successor is in place; return how many. ``on`` is their last day.

    Raises:
        NotPermittedError; DomainError: before the first day of the term.
    """
    refuse_stranger(actor)
    row = Term.objects.select_for_update().get(pk=term.pk)
    if on < row.starts_on:
        raise DomainError(f"{row}自 {row.starts_on} 起，不能在此之前结束", field="on")
    open_rows = list(Mandate.objects.filter(term=row, ends_on=None).values_list("pk", flat=True))
    for pk in open_rows:
        end_mandate(pk, ends_on=on, reason=MandateEnd.TERM_OVER, document=document, actor=None)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"ended": [None, len(open_rows)]}, note=document)
    return len(open_rows)


@transaction.atomic
def save_delegation(
    term: Term, *, name: str, position: int, actor: User, row: Delegation | None = None
) -> Delegation:
    """Make or rename a delegation.

    Raises:
        NotPermittedError; DomainError: the name is missing or taken in this term.
    """
    refuse_stranger(actor)
    if not name.strip():
        raise DomainError("请填写代表团名称", field="name")
    taken = Delegation.objects.filter(term=term, name=name.strip()).exclude(pk=row.pk if row else 0)
    if taken.exists():
        raise DomainError(f"{term}已有“{name.strip()}”", field="name")
    row = row or Delegation(term=term)
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    row.name, row.position = name.strip(), position
    row.save()
    audit.record(action, row, actor=actor, changes={"name": [None, row.name]})
    return row


@transaction.atomic
def save_constituency(
    term: Term, values: Mapping[str, Any], *, actor: User, row: Constituency | None = None
) -> Constituency:
    """Make or change a constituency. ``values``: name, position, delegation, branches, departments.

    Raises:
        NotPermittedError; DomainError: name taken, or a unit belongs to another constituency of the term.
    """
    refuse_stranger(actor)
    others = Constituency.objects.filter(term=term).exclude(pk=row.pk if row else 0)
    for kind, label in (("branches", "支会"), ("departments", "科室")):
        taken = others.filter(**{f"{kind}__in": values[kind]}).first()
        if taken is not None:
            raise DomainError(f"所选{label}已在“{taken}”选区，一个单位只属于一个选区", field=kind)
    row = row or Constituency(term=term)
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    row.name, row.position, row.delegation = values["name"].strip(), values["position"], values["delegation"]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(f"{term}已有“{row.name}”选区", field="name") from error
    row.branches.set(values["branches"])
    row.departments.set(values["departments"])
    audit.record(action, row, actor=actor, changes={"name": [None, row.name]})
    return row


@transaction.atomic
def distribute_seats(term: Term, *, actor: User) -> dict[int, int]:
    """Count each constituency's staff and give out the term's seats by head count; returns seats by key.

    Raises:
        NotPermittedError; DomainError: no seats set, no staff, or fewer seats than constituencies.
    """
    refuse_stranger(actor)
    row = Term.objects.select_for_update().get(pk=term.pk)
    if not row.seats:
        raise DomainError("请先设定本届代表名额")
    areas = list(row.constituencies.all())
    heads = {area.pk: staff_of(area).count() for area in areas}
    try:
        given = distribute(heads, row.seats)
    except ValueError as error:
        raise DomainError("名额少于选区数，请合并选区或增加名额") from error
    for area in areas:
        area.staff_count, area.seats = heads[area.pk], given[area.pk]
        area.save(update_fields=["staff_count", "seats"])
    audit.record(
        AuditAction.UPDATE, row, actor=actor, changes={"seats": [None, sum(given.values())]}, note="分配名额"
    )
    return given
