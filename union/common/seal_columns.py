"""Columns that were plain and become encrypted: the migration that changes them rewrites what they hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from union.common.encryption import ALGORITHM, decrypt_text, encrypt_text

_CHUNK = 1000
Column = tuple[str, str, str]  # table, column, purpose; names of our own code


def seal(connection: Any, columns: Iterable[Column], *, objects: bool = False) -> None:
    """Encrypt what stands there in clear; what is encrypted already stays, so it may run twice.

    ``objects``: the columns hold JSON objects; an empty one becomes an empty text.
    """
    for table, column, purpose in columns:
        _rewrite(connection, table, column, lambda text, purpose=purpose: _sealed(text, purpose, objects))


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
    for table, column, purpose in columns:
        _rewrite(connection, table, column, lambda text, purpose=purpose: _opened(text, purpose, empty))


def _sealed(text: str, purpose: str, objects: bool) -> str:
    if text.startswith(f"{ALGORITHM}:"):
        return text
    is_empty_object = objects and bool(text) and json.loads(text) == {}
    return "" if is_empty_object else encrypt_text(text, purpose)


def _opened(text: str, purpose: str, empty: str) -> str:
    return decrypt_text(text, purpose) if text.startswith(f"{ALGORITHM}:") else text or empty


def _rewrite(connection: Any, table: str, column: str, change: Any) -> None:
    """Row by row in order of the key; nothing is read twice, nothing kept."""
    name, at, last = connection.ops.quote_name(column), connection.ops.quote_name(table), 0
    read = f"SELECT id, {name} FROM {at} WHERE id > %s ORDER BY id LIMIT {_CHUNK}"  # noqa: S608 - own names
    write = f"UPDATE {at} SET {name} = %s WHERE id = %s"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            changed = [(new, pk) for pk, old in rows if (new := change(old or "")) != old]
            if changed:
                cursor.executemany(write, changed)
            if len(rows) < _CHUNK:
                return
            last = rows[-1][0]
