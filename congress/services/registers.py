"""The one door of the smaller registers: lock, arrow, party, effect, state, history, audit, notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.urls import reverse

from congress.choices.registers import Party, RegisterKind
from congress.models import RegisterStep
from congress.rules.registers import Arrow
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.flows import FlowTable
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.reminders.services import remind_many

# (row, given, actor) -> the state it leads to, or None for the arrow's usual target. Raises DomainError.
Effect = Callable[[Any, Mapping[str, Any], User], Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its table of arrows and what hangs on it. ``turns`` leave out what would be refused."""

    kind: RegisterKind
    model: type[Any]
    flow: FlowTable[Arrow]
    parties: Callable[[User, Any], frozenset[Party]]
    url_name: str
    effects: Mapping[Any, Effect] = field(default_factory=dict)
    turns: Mapping[Any, Callable[[User, Any], bool]] = field(default_factory=dict)
    told: Callable[[Any], Iterable[User]] = lambda row: ()

    def may(self, user: User, row: Any, arrow: Arrow) -> bool:
        """Say whether ``user`` is a party of the arrow and has his turn."""
        turn = self.turns.get(arrow.action)
        return bool(arrow.parties & self.parties(user, row)) and (turn is None or turn(user, row))

    def arrows_for(self, user: User, row: Any) -> list[Arrow]:
        """Arrows the user may take now, in the table's order."""
        return [arrow for arrow in self.flow.steps_from(row.state) if self.may(user, row, arrow)]


@transaction.atomic
def take(
    register: Register,
    pk: int,
    action: Any,
    *,
    actor: User,
    given: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Any:
    """Take ``action`` on record ``pk``; ``given`` is the input of the step ("note" and what it needs).

    Raises:
        TransitionError: it does not stand there any more. StaleError: changed since ``version``.
        NotPermittedError: not a party of this step, or not his turn. DomainError: what the effect refuses.
    """
    row = register.model.objects.select_for_update(of=("self",)).get(pk=pk)
    arrow = register.flow.step_for(row.state, action)
    if not register.may(actor, row, arrow):
        raise NotPermittedError(f"您不能办理“{arrow.label}”：涉及本人的事项或不属于您的职责")
    if version is not None and version != row.version:
        raise StaleError("这条记录已被他人办理，请核对后再提交；您填写的内容没有丢失。")
    typed = dict(given or {})
    note = str(typed.get("note") or "").strip()
    if arrow.note_required and not note:
        raise DomainError(f"“{arrow.label}”须写明理由", field="note")
    effect = register.effects.get(action)
    before, to = row.state, (effect(row, typed, actor) if effect else None) or arrow.target
    row.state = to
    row.version += 1
    row.save()
    write_step(register.kind, row, arrow.action, actor=actor, before=before, note=note)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})
    tell(register, row, arrow.label, actor)
    return row


def write_step(
    kind: RegisterKind, row: Any, action: Any, *, actor: User | None, before: str = "", note: str = ""
) -> RegisterStep:
    """Add a row to the history; ``action`` is an action of the table, or a word ("登记")."""
    return RegisterStep.objects.create(
        register=kind, record_id=row.pk, action=getattr(action, "value", "note"), note=note,
        label=getattr(action, "label", action), from_state=before, to_state=row.state, actor=actor,
    )  # fmt: skip


def history(kind: RegisterKind, pk: int) -> list[RegisterStep]:
    """The steps of one record, oldest first."""
    return list(RegisterStep.objects.filter(register=kind, record_id=pk).select_related("actor"))


def tell(register: Register, row: Any, label: str, actor: User | None) -> None:
    """Put a notice into the inboxes of those who are told; it names the record, not what is in it."""
    people = [user for user in register.told(row) if actor is None or user.pk != actor.pk]
    remind_many(
        {user.pk: user for user in people}.values(),
        title=f"{row}：{label}",
        body=f"现在是“{row.get_state_display()}”。",
        link=reverse(register.url_name, args=[row.pk]),
        key=f"{register.kind.value}:{row.pk}:{row.version}",
    )


def office_people() -> list[User]:
    """The union office."""
    return holders(office=Office.OFFICE_STAFF)


def contacts_of(department_id: int | None) -> list[User]:
    """Who answers for a department."""
    if department_id is None:
        return []
    return holders(office=Office.DEPARTMENT_CONTACT, department=department_id)


def holders(**where: Any) -> list[User]:
    """Users who hold an office today; ``where`` narrows the appointments."""
    held = Appointment.objects.held_on(today()).filter(user__is_active=True, **where)
    return [each.user for each in held.select_related("user")]


def refuse_all_but_office(actor: User) -> None:
    """Let only the union office write.

    Raises:
        NotPermittedError: not the office.
    """
    if not actor.access.can(Right.MANAGE_CONGRESS):
        raise NotPermittedError("由工会办公室登记，您没有这项权限")
