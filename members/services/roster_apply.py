"""Writing a confirmed roster: all rows in the caller's transaction, set-based, re-checked first.

What was shown is what is written. If the registry has changed since the check (a member was edited,
registered or a unit closed meanwhile), nothing is written and the clerk is asked to check again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError
from django.utils import timezone

from members.choices import MembershipStatus
from members.models import DuesBase, Member, MembershipChange
from members.selectors import ID_PURPOSE
from members.services import roster_units
from members.services.members import DERIVED, account_phone_index, derive
from union.accounts.models import User
from union.common import audit, bulk
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.encryption import EncryptedTextField, blind_index
from union.common.errors import StaleError
from union.imports import codec
from union.imports.choices import RowState
from union.imports.models import ImportBatch, ImportRow

CHUNK: Final = 1000
_COLUMNS: Final = tuple(f.attname for f in Member._meta.concrete_fields)
_ENCRYPTED: Final = frozenset(
    f.name for f in Member._meta.concrete_fields if isinstance(f, EncryptedTextField)
)


@dataclass(slots=True)
class Work:
    """One writing: who, when, from which batch, and what the audit trail is told at the end."""

    batch: ImportBatch
    actor: User | None
    units: roster_units.Units
    now: dt.datetime = field(default_factory=timezone.now)
    today: dt.date = field(default_factory=today)
    touched: list[tuple[int, audit.Changes]] = field(default_factory=list)

    @property
    def source(self) -> str:
        """What a written row says about where it comes from."""
        return source_of(self.batch)


def source_of(batch: ImportBatch) -> str:
    """花名册导入第 12 批."""
    return f"花名册导入第 {batch.pk} 批"


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Write the new and changed rows of ``batch``; call with the batch locked, in its transaction.

    Raises:
        StaleError: the registry has changed since the check.
        DomainError: a unit to be created or used is not there any more.
    """
    work = Work(batch, actor, roster_units.create_missing(batch, actor))
    try:
        for rows in chunks(batch, RowState.NEW):
            _write_new(work, rows)
        for rows in chunks(batch, RowState.CHANGED):
            _write_changed(work, rows)
    except IntegrityError as error:
        if bulk.is_taken(error):
            raise _stale("有会员刚刚被登记") from error
        raise
    record_all(AuditAction.IMPORT, work.touched, work.source, actor)


def record_all(
    action: AuditAction, touched: Iterable[tuple[int, audit.Changes]], note: str, actor: User | None
) -> None:
    """One audit event per member, in chunks: memory stays flat. Call last, it locks the trail."""
    stream = iter(touched)
    while chunk := list(islice(stream, CHUNK)):
        audit.record_many(action, _entries(chunk, note), actor=actor)


def _entries(touched: Iterable[tuple[int, audit.Changes]], note: str) -> Iterator[audit.Entry]:
    """Entries as they are recorded; one object stands for all members, it carries nothing but the key."""
    reference = Member()
    for pk, changes in touched:
        reference.pk = pk
        yield audit.Entry(reference, changes, note)


def chunks(batch: ImportBatch, state: RowState) -> Iterator[list[tuple[int, int, Any, dict[str, Any]]]]:
    """(row pk, row number, subject id, values) of a state in order of the file; says how far it is."""
    done = batch.new_count if state == RowState.CHANGED else 0
    rows = batch.rows.filter(state=state).order_by("number")
    stream = rows.values_list("pk", "number", "subject_id", "values").iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        yield [(pk, number, subject, codec.load(values)) for pk, number, subject, values in chunk]
        done += len(chunk)
        batch.report(done, batch.new_count + batch.changed_count, "正在写入")


def _stale(what: str) -> StaleError:
    return StaleError(f"核对之后登记簿有变化：{what}。没有写入任何内容，请点“重新核对”后再确认")


def _write_new(work: Work, rows: Sequence[tuple[int, int, Any, dict[str, Any]]]) -> None:
    _refuse_registered(rows)
    ids = bulk.allocate_ids(Member, len(rows))
    members = [
        _new_member(work, pk, values) for pk, (_row, _number, _subject, values) in zip(ids, rows, strict=True)
    ]
    bulk.insert(Member, _COLUMNS, ([vars(m)[name] for name in _COLUMNS] for m in members))
    bulk.insert(
        MembershipChange,
        ("member_id", "to_status", "effective_on", "note", "actor_id", "at"),
        [(m.pk, MembershipStatus.ACTIVE.value, m.status_since, work.source,
          work.actor.pk if work.actor else None, work.now) for m in members],
    )  # fmt: skip
    _insert_bases(work, [(pk, row[3]["base"]) for pk, row in zip(ids, rows, strict=True) if "base" in row[3]])
    bulk.update(ImportRow, ["subject_id"], [(row[0], pk) for pk, row in zip(ids, rows, strict=True)])
    work.touched.extend((pk, {}) for pk in ids)


def _refuse_registered(rows: Sequence[tuple[int, int, Any, dict[str, Any]]]) -> None:
    """Somebody of the new ones has come into the registry since the check."""
    sets = [values["set"] for _row, _number, _subject, values in rows]
    keys = {
        "staff_no": [s["staff_no"] for s in sets if s.get("staff_no")],
        "id_number_index": [blind_index(s["id_number"], ID_PURPOSE) for s in sets if s.get("id_number")],
        "member_no": [s["member_no"] for s in sets if s.get("member_no")],
    }
    for field_name, values in keys.items():
        taken = Member.objects.filter(**{f"{field_name}__in": values}).first() if values else None
        if taken is not None:
            raise _stale(f"{taken.name}（工号 {taken.staff_no or '无'}）已被登记")


def _new_member(work: Work, pk: int, values: dict[str, Any]) -> Member:
    """A member in state 在册 since the day of joining, as services.members.create_member would make it."""
    member = Member(pk=pk, **values["set"], **work.units.ids_of(values))
    member.staff_no = member.staff_no or None
    member.member_no = member.member_no or None
    member.extra = values.get("extra", {})
    member.membership_status = MembershipStatus.ACTIVE
    member.status_since = member.joined_union_on or work.today
    member.created_at = member.updated_at = work.now
    derive(member)
    return member


def _insert_bases(work: Work, bases: Sequence[tuple[int, dict[str, Any]]]) -> None:
    bulk.insert(
        DuesBase,
        ("member_id", "effective_month", "amount", "source", "actor_id", "created_at"),
        [(member_id, base["month"], Decimal(base["amount"]), work.source,
          work.actor.pk if work.actor else None, work.now) for member_id, base in bases],
    )  # fmt: skip


def _write_changed(work: Work, rows: Sequence[tuple[int, int, Any, dict[str, Any]]]) -> None:
    wanted = {subject: values for _row, _number, subject, values in rows}
    members = Member.objects.select_for_update(of=("self",)).in_bulk(wanted)
    for pk, values in wanted.items():
        member = members.get(pk)
        if member is None or member.version != values["version"]:
            raise _stale(
                f"{member.name}（工号 {member.staff_no or '无'}）的档案已被修改"
                if member
                else "有会员已被删除"
            )
        put(member, values["set"], work.units.ids_of(values), values.get("extra", {}))
    write_members(members.values(), {pk: changed_columns(values) for pk, values in wanted.items()}, work.now)
    _write_bases(work, wanted)
    work.touched.extend((pk, audit_changes(values)) for pk, values in wanted.items())


def put(member: Member, fields: dict[str, Any], units: dict[str, int | None], extra: dict[str, Any]) -> None:
    """Set values on a member in memory, with its derived columns; an extra value of None is removed."""
    for name, value in {**fields, **units}.items():
        setattr(member, name, value)
    merged = {**member.extra, **extra}
    member.extra = {key: value for key, value in merged.items() if value is not None}
    derive(member)


def changed_columns(values: dict[str, Any]) -> set[str]:
    """Columns of Member that a changed row writes, derived ones included."""
    columns = {*values["set"], *values.get("unit_ids", {})}
    columns |= {f"{unit}_id" for unit in values.get("units", {})}
    columns |= {"extra"} if values.get("extra") else set()
    return columns | set(DERIVED) if columns & {"name", "staff_no", "id_number", "phone"} else columns


def write_members(members: Iterable[Member], columns: dict[int, set[str]], now: dt.datetime) -> None:
    """UPDATE locked members, one statement per set of columns; each gets its next version."""
    groups: dict[tuple[str, ...], list[Member]] = {}
    for member in members:
        member.version += 1
        member.updated_at = now
        names = tuple(sorted({*columns[member.pk], "version", "updated_at"}))
        groups.setdefault(names, []).append(member)
    for names, rows in groups.items():
        bulk.update(Member, names, [(m.pk, *(getattr(m, name) for name in names)) for m in rows])
    _rename_accounts([member for names, rows in groups.items() if "name_pinyin" in names for member in rows])


def _rename_accounts(members: Iterable[Member]) -> None:
    """The account shows the member's name and is found by the member's phone."""
    bulk.update(
        User,
        ("display_name", "name_pinyin", "phone", "phone_index"),
        [
            (m.user_id, m.name, m.name_pinyin, m.phone, account_phone_index(m.phone))
            for m in members
            if m.user_id
        ],
    )


def _write_bases(work: Work, wanted: dict[int, dict[str, Any]]) -> None:
    bases = {pk: values["base"] for pk, values in wanted.items() if "base" in values}
    replaced = {pk: base for pk, base in bases.items() if base.get("replaces")}
    present = {
        (base.member_id, base.effective_month): base for base in DuesBase.objects.filter(member_id__in=bases)
    }
    for pk, base in bases.items():
        found = present.get((pk, base["month"]))
        before = str(found.amount) if found else None
        if before != (base["old"] if pk in replaced else None):
            raise _stale("有会员的计费基数已被修改")
    bulk.update(
        DuesBase, ("amount", "source"),
        [(present[pk, base["month"]].pk, Decimal(base["amount"]), work.source)
         for pk, base in replaced.items()],
    )  # fmt: skip
    _insert_bases(work, [(pk, base) for pk, base in bases.items() if pk not in replaced])


def audit_changes(values: dict[str, Any]) -> dict[str, Sequence[Any] | None]:
    """{field: [old, new]} of a changed row; of encrypted fields and the dues base only that they changed."""
    changes: dict[str, Sequence[Any] | None] = {
        name: None if name in _ENCRYPTED else [values["old"].get(name), new]
        for name, new in {**values["set"], **values.get("unit_ids", {})}.items()
    }
    for name in values.get("extra", {}):
        changes[f"extra.{name}"] = None
    if "base" in values:
        changes["dues_base"] = None
    return changes
