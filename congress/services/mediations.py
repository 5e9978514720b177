"""Keep the file of a mediation, and what each step does. Steps go through services.registers.take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from congress.choices.mediations import MediationAction as A
from congress.choices.mediations import MediationState as S
from congress.choices.registers import Party, RegisterKind
from congress.models import Mediation, MediationParty, MediationStatement
from congress.rules import mediations as rules
from congress.selectors.mediations import mediations_visible_to
from congress.selectors.rules import rules_of
from congress.services.registers import Register, write_step
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Right


def mediation_parties(user: User, row: Mediation) -> frozenset[Party]:
    """Holders of the right lead the file, the named mediator works on it; a party is neither."""
    if not mediations_visible_to(user).filter(pk=row.pk).exists():
        return frozenset()
    found = {Party.OFFICE} if user.access.scope(Right.MEDIATE).everything else set()
    return frozenset(found | ({Party.MEDIATOR} if row.mediator_id == user.pk else set()))


@transaction.atomic
def apply(values: Mapping[str, Any], *, actor: User) -> Mediation:
    """Open a file. ``values``: kind, applied_on, form, matter, reasons.

    Raises:
        NotPermittedError: no right to mediate. DomainError: applied in the future.
    """
    if not actor.access.scope(Right.MEDIATE).everything:
        raise NotPermittedError("调解由工会主席和工会办公室受理")
    if values["applied_on"] > today():
        raise DomainError("申请日期不能晚于今天", field="applied_on")
    row = Mediation.objects.create(registered_by=actor, **dict(values))
    write_step(RegisterKind.MEDIATION, row, "登记申请", actor=actor)
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"kind": [None, row.kind]})
    return row


def _open_file(mediation: Mediation, actor: User, states: Iterable[S]) -> Mediation:
    """Lock a file the actor works on.

    Raises:
        NotPermittedError: outside the circle. TransitionError: not in one of ``states``.
    """
    row = Mediation.objects.select_for_update().get(pk=mediation.pk)
    if not mediation_parties(actor, row):
        raise NotPermittedError("这件调解不由您办理")
    if row.state not in set(states):
        raise TransitionError(f"目前是“{row.get_state_display()}”，不能再登记")
    return row


@transaction.atomic
def add_party(mediation: Mediation, values: Mapping[str, Any], *, actor: User) -> MediationParty:
    """Name a party. ``values``: role, member, name, contact.

    Raises:
        NotPermittedError, TransitionError.
        DomainError: no name, named already, the actor himself or the mediator.
    """
    row = _open_file(mediation, actor, (S.APPLIED, S.MEDIATING))
    member = values.get("member")
    name = member.name if member else str(values.get("name") or "").strip()
    if not name:
        raise DomainError("请选择会员，或填写院外当事人姓名", field="name")
    if member is not None and member.user_id in (actor.pk, row.mediator_id or 0):
        raise DomainError("当事人不能办理或调解自己的争议，请由其他人登记", field="member")
    contact = str(values.get("contact") or "").strip()
    party = MediationParty(mediation=row, role=values["role"], member=member, name=name, contact=contact)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        raise DomainError("这名会员已是当事人", field="member") from error
    audit.record(AuditAction.CREATE, party, actor=actor, changes={"role": [None, party.role]})
    return party


@transaction.atomic
def add_statement(mediation: Mediation, values: Mapping[str, Any], *, actor: User) -> MediationStatement:
    """Write down what a party said. ``values``: party, on, text.

    Raises:
        NotPermittedError, TransitionError. DomainError: another file's party, or a day in the future.
    """
    row = _open_file(mediation, actor, (S.APPLIED, S.MEDIATING))
    if values["party"].mediation_id != row.pk:
        raise DomainError("请选择本件的当事人", field="party")
    if values["on"] > today():
        raise DomainError("陈述日期不能晚于今天", field="on")
    found = MediationStatement.objects.create(
        mediation=row, party=values["party"], on=values["on"], text=values["text"].strip(), recorded_by=actor
    )
    audit.record(AuditAction.CREATE, found, actor=actor)
    return found


def _name_mediator(row: Mediation, given: Mapping[str, Any], _actor: User) -> None:
    member: Member | None = given.get("mediator")
    if member is None or member.user_id is None:
        raise DomainError("请选择有登录账号的调解人", field="mediator")
    if row.parties.filter(member=member).exists():
        raise DomainError("调解人不能是本件当事人", field="mediator")
    row.mediator = member.user


def _accept(row: Mediation, given: Mapping[str, Any], actor: User) -> None:
    problem = rules.party_problem(list(row.parties.values_list("role", flat=True)))
    if problem:
        raise DomainError(problem)
    _name_mediator(row, given, actor)
    numbers = rules_of("mediations")
    row.accepted_on = today()
    row.due_on = rules.deadline(
        row.kind, row.accepted_on, labour_days=numbers.number("labour_days"), days=numbers.number("days")
    )


def _agree(row: Mediation, given: Mapping[str, Any], _actor: User) -> None:
    text = str(given.get("agreement") or "").strip()
    if not text:
        raise DomainError("请填写协议内容", field="agreement")
    if not given.get("signed_and_stamped"):
        raise DomainError("调解协议须双方签字、调解组织盖章后生效（第十四条）", field="signed_and_stamped")
    row.agreement, row.agreed_on, row.signed_and_stamped = text, today(), True
    row.due_on = given.get("due_on")


def _end(row: Mediation, *_: Any) -> None:
    row.ended_on, row.due_on = today(), None


def _told(row: Mediation) -> Iterable[User]:
    return [row.mediator] if row.mediator else []


MEDIATIONS = Register(
    RegisterKind.MEDIATION, Mediation, rules.FLOW, mediation_parties, "congress:mediation_detail",
    effects={
        A.ACCEPT: _accept, A.HAND_OVER: _name_mediator, A.AGREE: _agree, A.FAIL: _end, A.REFUSE: _end,
        A.WITHDRAW: _end, A.FULFIL: _end, A.BREAK: _end,
    },
    told=_told,
)  # fmt: skip
