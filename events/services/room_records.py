"""Writing the small records around activities: create, change, one step; always with the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from events.rules.room_flows import Move
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.models.versioned import VersionedModel

M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=VersionedModel)


def require(condition: bool, text: str) -> None:
    """Refuse whoever may not.

    Raises:
        NotPermittedError: ``condition`` is false.
    """
    if not condition:
        raise NotPermittedError(text)


def locked(model: type[M], pk: int) -> M:
    """Return the row locked to the end of the transaction (SQLite: the transaction is IMMEDIATE)."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def create(record: M, *, actor: User | None, shown: Iterable[str] = ()) -> M:
    """Keep a new record; ``shown`` are the fields whose values may stand in the trail."""
    record.save(force_insert=True)
    changes = {name: [None, getattr(record, name)] for name in shown}
    audit.record(AuditAction.CREATE, record, actor=actor, changes=changes)
    return record


@transaction.atomic
def change(
    record: V, values: Mapping[str, Any], *, version: int, actor: User, shown: Iterable[str] = ()
) -> V:
    """Write ``values`` if nobody saved since ``version``.

    Raises:
        StaleError: somebody did.
    """
    row = locked(type(record), record.pk)
    if row.version != version:
        raise StaleError("这条记录已被他人修改，请核对后再保存；您填写的内容没有丢失。")
    old = type(row)._default_manager.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    changes = audit.changes_between(old, row, list(shown))
    audit.record(AuditAction.UPDATE, row, actor=actor, changes=changes)
    return row


def write_step(row: Any, move: Move, *, actor: User | None, note: str = "", **changes: Any) -> None:
    """Move a locked row along ``move`` and note it; ``changes`` stand in the trail beside the state.

    Raises:
        DomainError: the step needs a reason.
    """
    if move.note_required and not note.strip():
        raise DomainError(f"{_word(move)}须说明理由", field="note")
    before, row.state = row.state, move.target or row.state
    row.version += 1
    row.save()
    shown = {"state": [before, row.state]} | {name: [None, value] for name, value in changes.items()}
    audit.record(AuditAction.STEP, row, actor=actor, changes=shown, note=note.strip())


def _word(move: Move) -> str:
    return str(getattr(move.action, "label", move.action.value))
