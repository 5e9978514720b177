"""Columns that were plain and become encrypted: the migration that changes them rewrites what they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

from django.db import migrations
from django.db.migrations.operations.base import Operation

from union.common.append_only import writable
from union.common.encryption import EncryptedTextField, decrypt_text, encrypt_text, is_stored_form
from union.common.tables_migration import StateFields

_CHUNK = 1000
Column = tuple[str, str, str]  # table, column, purpose; names of our own code
_Change = Callable[[str], str]


class SealedField(NamedTuple):
    """A text field that becomes encrypted; ``length`` and ``blank`` are what its form asks for."""

    model: str
    name: str
    purpose: str
    length: int
    label: str
    blank: bool = True


def sealing(app: str, fields: Iterable[SealedField]) -> list[Operation]:
    """The operations that make ``fields`` of ``app`` encrypted, and what they hold.

    The fields change in the state, the columns by one ALTER each on PostgreSQL; see `widen`. Reversed, the
    clear text comes back and columns keep their greater length. An append-only table is opened meanwhile.
    """
    rows = tuple(fields)
    columns = tuple((f"{app}_{row.model}", row.name, row.purpose) for row in rows)

    def close_all(_apps: Any, editor: Any) -> None:
        widen(editor.connection, columns)
        seal(editor.connection, columns)

    def open_all(_apps: Any, editor: Any) -> None:
        unseal(editor.connection, columns)

    state: list[Operation] = [migrations.AlterField(row.model, row.name, _field(row)) for row in rows]
    return [
        StateFields(state_operations=state),
        migrations.RunPython(close_all, open_all),
    ]


def seal(connection: Any, columns: Iterable[Column], *, objects: bool = False) -> None:
    """Encrypt what stands there in clear; what is encrypted already stays, so it may run twice.

    ``objects``: the columns hold JSON objects; an empty one becomes an empty text.
    """
    _rewrite_tables(connection, columns, lambda text, purpose: _sealed(text, purpose, objects))


def widen(connection: Any, columns: Iterable[Column]) -> None:
    """Make columns of limited length long enough for what is encrypted; SQLite keeps no lengths.

    With the change of the fields in the state alone (`SeparateDatabaseAndState`) it spares SQLite a copy of
    the whole table per column, and keeps the triggers of append-only tables.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, column, _purpose in columns:
            cursor.execute(f"ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)} TYPE text")


def unseal(connection: Any, columns: Iterable[Column], *, empty: str = "") -> None:
    """Put the clear text back, for a reversed migration; ``empty`` is what an empty value becomes."""
    _rewrite_tables(connection, columns, lambda text, purpose: _opened(text, purpose, empty))


def _field(row: SealedField) -> EncryptedTextField:
    return EncryptedTextField(
        row.label, purpose=row.purpose, max_length=row.length, blank=row.blank, default=""
    )


def _sealed(text: str, purpose: str, objects: bool) -> str:
    if is_stored_form(text):
        return text
    is_empty_object = objects and bool(text) and json.loads(text) == {}
    return "" if is_empty_object else encrypt_text(text, purpose)


def _opened(text: str, purpose: str, empty: str) -> str:
    return decrypt_text(text, purpose) if is_stored_form(text) else text or empty


def _rewrite_tables(connection: Any, columns: Iterable[Column], change: Callable[[str, str], str]) -> None:
    """One pass per table, however many of its columns change."""
    tables: dict[str, dict[str, _Change]] = {}
    for table, column, purpose in columns:
        tables.setdefault(table, {})[column] = lambda text, purpose=purpose: change(text, purpose)  # type: ignore[misc]
    with ExitStack() as opened:
        for table, changes in tables.items():
            opened.enter_context(writable(connection, table))
            _rewrite(connection, table, changes)


def _rewrite(connection: Any, table: str, changes: Mapping[str, _Change]) -> None:
    """Row by row in order of the key; nothing is read twice, nothing kept."""
    quote, last = connection.ops.quote_name, 0
    at, names = quote(table), [quote(column) for column in changes]
    read = f"SELECT id, {', '.join(names)} FROM {at} WHERE id > %s ORDER BY id LIMIT {_CHUNK}"  # noqa: S608 - own names
    write = f"UPDATE {at} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            changed = []
            for pk, *old in rows:
                new = [change(text or "") for change, text in zip(changes.values(), old, strict=True)]
                if new != old:
                    changed.append((*new, pk))
            if changed:
                cursor.executemany(write, changed)
            if len(rows) < _CHUNK:
                return
            last = rows[-1][0]
