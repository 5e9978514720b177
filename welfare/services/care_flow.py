"""The one door through which the small subjects of care change their state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.flows import FlowTable
from welfare.models import CareEvent
from welfare.permissions import care as may
from welfare.rules.care_flow import CareStep

R = TypeVar("R", bound=Any)


def begin(
    rows: QuerySet[R],
    pk: int,
    flow: FlowTable[CareStep],
    action: Any,
    *,
    actor: User,
    person: Callable[[R], Member | None] = lambda _row: None,
    version: int | None = None,
) -> tuple[R, CareStep]:
    """Lock the row and return it with the arrow.

    Raises:
        StaleError: somebody took a step since the page was opened.
        TransitionError: it does not stand there (any more).
        NotPermittedError: no right, or one's own.
    """
    row: Any = rows.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and row.version != version:
        raise StaleError("这项业务刚被他人办理过，请核对后再办。")
    step = flow.step_for(row.state, action)
    if not may.can_take(actor, step, person(row)):
        own = "本人的事项须由他人办理" if may.is_own(actor, person(row)) else f"您没有权限{step.action.label}"
        raise NotPermittedError(own)
    return row, step


def advance(row: Any, step: CareStep, *, actor: User, note: str = "", fields: Iterable[str] = ()) -> None:
    """Write the new state with ``fields``, the history row and the audit event.

    Raises:
        DomainError: the step asks for a reason and there is none.
    """
    if step.note_required and not note.strip():
        raise DomainError(f"{step.action.label}须说明理由", field="note")
    before, row.state = row.state, step.target
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    remember(row, step.action, before=before, note=note, actor=actor)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, row.state]})


def remember(row: Any, action: str, *, actor: User | None, before: str = "", note: str = "") -> None:
    """Append a line to the history of ``row``."""
    CareEvent.objects.create(
        subject=row.CARE, subject_id=row.pk, action=str(action), from_state=before, to_state=row.state,
        note=note.strip()[:300], actor=actor,
    )  # fmt: skip


def created(row: Any, *, actor: User | None) -> None:
    """First line of the history and of the audit trail."""
    remember(row, "create", actor=actor)
    audit.record(AuditAction.CREATE, row, actor=actor)
