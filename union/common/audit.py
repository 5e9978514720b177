"""The audit trail: `record` is the one way in, `verify` reads the whole chain.

Each event carries an HMAC over its content and over the hash of the event before it. Writers are
serialised by a lock on the single `AuditHead` row, so the chain cannot fork. Cutting off the tail is
found by comparing with the head that `export_audit_head` writes out daily.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from union.common import bulk
from union.common.choices import AuditAction, Outcome
from union.common.context import current_request_info
from union.common.models.audit import AuditEvent, AuditHead
from union.common.number_guard import without_numbers
from union.common.prepared import Prepared

if TYPE_CHECKING:
    from union.accounts.models import User

_MANY = 50
_HEAD = Prepared(AuditHead.objects.select_for_update)
_COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields)
Changes = Mapping[str, Sequence[Any] | None]
_HASHED = (
    "seq", "actor_id", "channel", "ip", "request_id", "route", "action", "outcome",
    "object_type", "object_id", "changes", "note", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded."""

    obj: models.Model | None
    changes: Changes
    note: str = ""


def record(
    action: AuditAction,
    obj: models.Model | None = None,
    *,
    actor: User | None,
    changes: Changes | None = None,
    note: str = "",
    outcome: Outcome = Outcome.OK,
) -> AuditEvent:
    """Append one event in the caller's transaction; ``actor`` None is the system itself.

    ``changes`` maps a field to [old, new], or to None where only the fact may be kept (sensitive
    fields). If the event cannot be written, the action fails with it.
    """
    return record_many(action, [Entry(obj, changes or {}, note)], actor=actor, outcome=outcome)[0]


@transaction.atomic
def record_many(
    action: AuditAction, entries: Iterable[Entry], *, actor: User | None, outcome: Outcome = Outcome.OK
) -> list[AuditEvent]:
    """Append many events of one action, in order, with one lock and bulk inserts.

    The lock is held to the end of the caller's transaction: call this last.
    """
    info = current_request_info()
    route = info.route()
    (head,) = _HEAD.rows()
    at = timezone.now()
    events = []
    for entry in entries:
        event = AuditEvent(
            seq=head.seq + 1, at=at, actor=actor, channel=info.channel, ip=info.ip,
            request_id=info.request_id, route=route, action=action, outcome=outcome,
            object_type=entry.obj._meta.label_lower if entry.obj else "",
            object_id=str(entry.obj.pk) if entry.obj else "",
            changes=_plain(entry.changes), note=without_numbers(entry.note)[:500], previous_hash=head.hash,
        )  # fmt: skip
        event.hash = event_hash(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    if len(events) < _MANY:
        AuditEvent.objects.bulk_create(events)
    else:  # an import of 20,000 rows: building Django's SQL would take longer than the rest
        bulk.insert(AuditEvent, _COLUMNS, ([getattr(event, name) for name in _COLUMNS] for event in events))
    AuditHead.objects.filter(pk=head.pk).update(seq=head.seq, hash=head.hash)
    info.recorded.add(action)
    return events


def changes_between(old: models.Model, new: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return {field: [old, new]} of the fields that differ; encrypted ones only as {field: None}."""
    from union.common.encryption import EncryptedTextField

    changes: dict[str, Any] = {}
    for name in fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            sensitive = isinstance(new._meta.get_field(name), EncryptedTextField)
            changes[name] = None if sensitive else [before, after]
    return changes


def event_hash(event: AuditEvent) -> str:
    """HMAC-SHA256 of the event's content and the hash before it."""
    content: dict[str, Any] = {name: getattr(event, name) for name in _HASHED}
    content["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = base64.b64decode(settings.UNION_AUDIT_KEY)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def verify(*, expected_head: tuple[int, str] | None = None) -> list[str]:
    """Read the whole trail and return what is wrong with it, in Chinese; empty = sound.

    ``expected_head`` is (seq, hash) of an exported head: finds a tail that was cut off.
    """
    return list(_faults(expected_head))


def _faults(expected_head: tuple[int, str] | None) -> Iterator[str]:
    seq, previous = 0, ""
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != seq + 1:
            yield f"第 {seq + 1} 条至第 {event.seq - 1} 条缺失"
        elif event.previous_hash != previous:
            yield f"第 {event.seq} 条与前一条不衔接"
        if event_hash(event) != event.hash:
            yield f"第 {event.seq} 条内容被改动"
        if expected_head and event.seq == expected_head[0] and event.hash != expected_head[1]:
            yield f"第 {event.seq} 条与导出的校验值不符"
        seq, previous = event.seq, event.hash
    head = AuditHead.objects.get(pk=1)
    if (head.seq, head.hash) != (seq, previous):
        yield f"末尾被截断：应有 {head.seq} 条，实有 {seq} 条"
    if expected_head and expected_head[0] > seq:
        yield f"末尾被截断：导出时已有 {expected_head[0]} 条，现有 {seq} 条"


def _plain(changes: Changes) -> dict[str, Any]:
    return {
        name: None if pair is None else [_text(value) for value in pair] for name, pair in changes.items()
    }


def _text(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return without_numbers(str(value))[:500]  # somebody's number may stand in a remark
