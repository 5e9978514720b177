"""Set-based writing of many rows: COPY, INSERT … SELECT and UPDATE … FROM; executemany on SQLite.

Django's bulk_create builds an object and a piece of SQL per row, its bulk_update one giant CASE;
at 20,000 rows that is most of an import's time. These functions write plain
tuples; encryption, JSON and database constraints hold as always. Names of tables and columns come
from the models, values only ever as parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction

from union.common.encryption import EncryptedJSONField, EncryptedTextField, encrypt_text

Row = Sequence[Any]
_MANY = 1_000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert ``rows``; ``columns`` are attribute names (``batch_id``), the others get the model's defaults.

    Raises:
        IntegrityError: a constraint refused a row; the caller's transaction is broken.
    """
    fields = [_field(model, name) for name in columns]
    others = [f for f in model._meta.concrete_fields if f not in fields and not f.primary_key]
    defaults = tuple(field.get_default() for field in others)
    fields += others
    prepared = _prepared(fields, ((*row, *defaults) for row in rows))
    names = ", ".join(_quote(field.column) for field in fields)
    table = _quote(model._meta.db_table)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                count = 0
                for row in prepared:
                    copy.write_row(row)
                    count += 1
            _forget_plans(cursor, count)
        else:
            places = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of our own models
            cursor.executemany(sql, [_adapted(fields, row) for row in prepared])


def insert_select(model: type[models.Model], values: Mapping[str, Any], source: models.QuerySet[Any]) -> int:
    """Insert one row for each row of ``source``, inside the database; return how many.

    ``values``: attribute name → what stands there: an expression over ``source`` or one value for all.
    Columns not named get the model's defaults.

    Raises:
        IntegrityError: a constraint refused a row; the caller's transaction is broken.
    """
    named = {_field(model, name): value for name, value in values.items()}
    others = [f for f in model._meta.concrete_fields if f not in named and not f.primary_key]
    named |= {field: field.get_default() for field in others}
    chosen = {f"into_{field.column}": _expression(value, field) for field, value in named.items()}
    rows = source.order_by().annotate(**chosen).values_list(*chosen)
    try:
        select, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # a filter that nothing can pass
        return 0
    names = ", ".join(_quote(field.column) for field in named)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        sql = f"INSERT INTO {_quote(model._meta.db_table)} ({names}) {select}"
        cursor.execute(sql, parameters)
        count = int(cursor.rowcount)
        _forget_plans(cursor, count)
        return count


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write ``columns`` of the rows with the given keys: each row is (pk, value, value, …).

    Returns how many rows were met.
    """
    pk = model._meta.pk
    fields = [_field(model, name) for name in columns]
    prepared = list(_prepared([pk, *fields], rows))
    if not prepared:
        return 0
    table, key = _quote(model._meta.db_table), _quote(pk.column)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"{_quote(field.column)} = v.{_quote(field.column)}" for field in fields)
            arrays = ", ".join(f"%s::{_type(field)}[]" for field in (pk, *fields))
            names = ", ".join([key, *(_quote(field.column) for field in fields)])
            sql = (
                f"UPDATE {table} t SET {sets} FROM unnest({arrays}) AS v({names}) "  # noqa: S608 - as above
                f"WHERE t.{key} = v.{key}"
            )
            cursor.execute(sql, [_array(column) for column in zip(*prepared, strict=True)])
            return int(cursor.rowcount)
        sets = ", ".join(f"{_quote(field.column)} = %s" for field in fields)
        sql = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 - as above
        adapted = (_adapted([pk, *fields], row) for row in prepared)
        cursor.executemany(sql, [(*row[1:], row[0]) for row in adapted])
        return len(prepared)


def is_taken(error: IntegrityError) -> bool:
    """Whether a unique constraint refused the row: somebody else was faster."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == "23505" or "UNIQUE" in str(cause)


def allocate_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ``count`` new primary keys, so that rows and those that refer to them can be copied in.

    Inside the transaction that inserts them. A key once given out never comes back: the audit
    trail names objects by it.
    """
    table = model._meta.db_table
    column = model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        top = model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0
        first = max(found[0] if found else 0, top) + 1
        return list(range(first, first + count))


def _forget_plans(cursor: Any, count: int) -> None:
    """After many rows PostgreSQL plans the checks of foreign keys anew.

    It keeps the plan of a check for the whole session: one that was made while the table was small reads
    all of it, once for each row, at the commit (70,000 notices and their reminders: not within 5 minutes).
    """
    if count >= _MANY and connection.vendor == "postgresql":
        cursor.execute("DISCARD PLANS")


def _prepared(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
    special = [(at, prepare) for at, field in enumerate(fields) if (prepare := _special(field))]
    for row in rows:
        values = list(row)
        for at, prepare in special:
            if values[at] is not None:
                values[at] = prepare(values[at])
        yield tuple(values)


def _special(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, EncryptedJSONField):
        return field.get_prep_value  # type: ignore[no-any-return]
    if isinstance(field, EncryptedTextField):
        return lambda value: encrypt_text(value, field.purpose)
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return None


def _adapted(fields: Sequence[Any], row: Row) -> tuple[Any, ...]:
    """Values as SQLite stores them; encrypted and JSON ones are text already."""
    return tuple(
        value if value is None or _special(field) else field.get_db_prep_save(value, connection)
        for field, value in zip(fields, row, strict=True)
    )


def _array(values: Sequence[Any]) -> Any:
    """A column of values as one parameter; whole numbers as a literal, which costs a tenth of a list."""
    if all(type(value) is int for value in values):
        return "{" + ",".join(map(str, values)) + "}"
    return list(values)


def _expression(value: Any, field: Any) -> Any:
    return value if hasattr(value, "resolve_expression") else models.Value(value, output_field=field)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name.removesuffix("_id") if _is_key(model, name) else name)


def _is_key(model: type[models.Model], name: str) -> bool:
    return any(field.attname == name and field.name != name for field in model._meta.concrete_fields)


def _type(field: Any) -> str:
    """The column's type without its length: a cast to varchar(60) would cut a text without a word."""
    return str(field.cast_db_type(connection)).partition("(")[0]


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
