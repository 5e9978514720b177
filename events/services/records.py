"""The one door of the small flows: lock, table, right, reason, row, history, audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from django.core.files.base import File
from django.db import models, transaction

from events.models import RecordStep
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.flows import FlowTable
from union.common.models import VersionedModel

R = TypeVar("R", bound=VersionedModel)


@transaction.atomic
def take_step(
    row: R, action: Enum, flow: FlowTable[Any], *, actor: User, refusal: Callable[[User, R, Any], str],
    note: str = "", before: Callable[[R], None] | None = None, version: int | None = None,
) -> R:  # fmt: skip
    """Take one step of ``flow`` and return the row as it is now.

    ``refusal(actor, row, arrow)`` says why he may not, "" if he may; ``before(row)`` checks what the step
    asks for and sets what it writes beside the state.

    Raises:
        TransitionError, NotPermittedError; DomainError: a reason is missing, or what ``before`` raises.
        StaleError: changed since the page of ``version`` was opened.
    """
    fresh = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    state: str = fresh.state  # type: ignore[attr-defined]
    arrow = flow.step_for(state, action)
    why = refusal(actor, fresh, arrow)
    if why:
        raise NotPermittedError(why)
    fresh.check_shown(version)
    if arrow.note_required and not note.strip():
        raise DomainError(f"{arrow.action.label}须说明理由", field="note")
    if before:
        before(fresh)
    fresh.state = arrow.target  # type: ignore[attr-defined]
    fresh.version += 1
    fresh.save()
    record_step(fresh, state, arrow.target, arrow.action.label, actor=actor, note=note)
    audit.record(
        AuditAction.STEP, fresh, actor=actor, changes={"state": [state, str(arrow.target)]}, note=note.strip()
    )
    return fresh


def record_step(
    row: models.Model, before: str, after: str, label: str, *, actor: User | None, note: str = ""
) -> None:
    """Append one line to the history of ``row``."""
    RecordStep.objects.create(
        record_kind=row._meta.model_name or "", record_pk=row.pk, from_state=before, to_state=str(after),
        label=label, note=note.strip()[:500], actor=actor,
    )  # fmt: skip


def save_record(
    row: R, values: Mapping[str, Any], *, actor: User, version: int | None = None, told: Iterable[str] = ()
) -> R:
    """Write ``values`` into a new row, or into one still at ``version``; the fields ``told`` into the trail.

    In the caller's transaction.

    Raises:
        StaleError: somebody saved meanwhile.
    """
    old = type(row)._default_manager.get(pk=row.pk) if row.pk else None
    for name, value in values.items():
        setattr(row, name, value)
    if old is None:
        row.save()
        audit.record(AuditAction.CREATE, row, actor=actor)
        return row
    row.save_version(version or 0, values)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=audit.changes_between(old, row, list(told)))
    return row


def keep_files(row: models.Model, files: Iterable[File[Any]], *, actor: User, kind: str = "附件") -> None:
    """Keep every file with ``row``, in the caller's transaction.

    Raises:
        DomainError: one of them may not be kept; it stands at the field "files".
    """
    for file in files:
        try:
            save_attachment(file, owner=row, actor=actor, kind=kind)
        except DomainError as error:
            raise DomainError(f"{file.name}：{error}", field="files") from error
