"""What users have taught the import: columns of a head, other words for a unit or a value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction

from union.accounts.models import User
from union.common.errors import DomainError
from union.common.spreadsheets import Table, column_index, column_letter, normalise_head
from union.imports.models import ColumnMapping, ImportBatch, ValueAlias
from union.imports.permissions import require_import
from union.imports.services import batches


def header_hash(header: Iterable[str]) -> str:
    """Fingerprint of a head: the same columns in the same order, spaces and remarks left out."""
    text = "\n".join(normalise_head(head) for head in header)
    return hashlib.sha256(text.encode()).hexdigest()


def chosen_columns(batch: ImportBatch) -> dict[str, str] | None:
    """The user's correction for this file: letter → field."""
    return batch.options.get("mapping") or None


def remembered_columns(batch: ImportBatch, table: Table) -> dict[str, str]:
    """What was chosen for the same head before: letter → field; empty if nothing was."""
    found = ColumnMapping.objects.filter(kind=batch.kind, header_hash=header_hash(table.header)).first()
    return dict(found.mapping) if found else {}


@transaction.atomic
def correct_columns(batch_id: int, mapping: Mapping[str, str], *, actor: User | None) -> ImportBatch:
    """Remember a corrected head (letter → field, "" = leave out) and check the file again with it.

    Raises:
        DomainError: a field unknown to this kind, or chosen for two columns.
        NotPermittedError, TransitionError: as `batches.queue_check`.
    """
    batch = batches.locked(batch_id)
    kind = batches.kind_of(batch.kind)
    require_import(actor, kind)
    known = {column.key: column.label for column in kind.columns()}
    header = batch.reading.get("header", [])
    chosen = {letter: key for letter, key in mapping.items() if column_index(letter) < len(header)}
    fields = [key for key in chosen.values() if key]
    if any(key not in known for key in fields):
        raise DomainError("选择的字段不存在，请刷新页面后重试")
    double = next((key for key in fields if fields.count(key) > 1), "")
    if double:
        raise DomainError(f"“{known[double]}”只能对应一列，请检查列对应")
    ColumnMapping.objects.update_or_create(
        kind=batch.kind, header_hash=header_hash(header), defaults={"mapping": chosen, "updated_by": actor}
    )
    return batches.queue_check(batch_id, actor=actor, options={"mapping": chosen})


def mapping_by_letter(batch: ImportBatch) -> list[tuple[str, str, str]]:
    """(letter, head, field or "") of every column with a head."""
    by_index = {index: key for key, index in batch.reading.get("mapping", {}).items()}
    return [
        (column_letter(index), head, by_index.get(index, ""))
        for index, head in enumerate(batch.reading.get("header", []))
        if head or index in by_index
    ]


def aliases(fields: Iterable[str]) -> dict[str, dict[str, str]]:
    """Remembered words by field: {"department": {"心内": "心内科"}}."""
    found: dict[str, dict[str, str]] = {field: {} for field in fields}
    for field, alias, target in ValueAlias.objects.filter(field__in=found).values_list(
        "field", "alias", "target"
    ):
        found[field][alias] = target
    return found


@transaction.atomic
def correct_values(
    batch_id: int, chosen: Mapping[tuple[str, str], str], *, actor: User | None
) -> ImportBatch:
    """Remember other words ((field, word) → present name) and check again.

    Raises:
        DomainError: a target that does not exist, or a field of another kind.
        NotPermittedError, TransitionError: as `batches.queue_check`.
    """
    batch = batches.locked(batch_id)
    kind = batches.kind_of(batch.kind)
    require_import(actor, kind)
    present = {field: set(names()) for field, names in kind.alias_choices.items()}
    for (field, alias), target in chosen.items():
        if target not in present.get(field, set()):
            raise DomainError("选择的名称不存在，请刷新页面后重试")
        ValueAlias.objects.update_or_create(
            field=field, alias=alias[:60], defaults={"target": target, "updated_by": actor}
        )
    return batches.queue_check(batch_id, actor=actor)
