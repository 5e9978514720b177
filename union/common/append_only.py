"""Triggers that make a table append-only on both engines; used by migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_POSTGRES = """
CREATE OR REPLACE FUNCTION union_refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION union_refuse_change();
CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION union_refuse_change();
"""
_SQLITE = """
CREATE TRIGGER {table}_keep_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_keep_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
_DROP_POSTGRES = "DROP TRIGGER {table}_keep ON {table}; DROP TRIGGER {table}_keep_all ON {table};"
_DROP_SQLITE = "DROP TRIGGER {table}_keep_update; DROP TRIGGER {table}_keep_delete;"


def protect_table(connection: Any, table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on ``table``. ``table`` is a name from our own code."""
    _run(connection, _POSTGRES if connection.vendor == "postgresql" else _SQLITE, table)


def release_table(connection: Any, table: str) -> None:
    """Take the triggers of ``table`` away: a reversed migration, or the test suite cleaning up."""
    _run(connection, _DROP_POSTGRES if connection.vendor == "postgresql" else _DROP_SQLITE, table)


def is_protected(connection: Any, table: str) -> bool:
    """Whether ``table`` is append-only."""
    asked, name = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s", f"{table}_keep_update"
    if connection.vendor == "postgresql":
        asked, name = "SELECT 1 FROM pg_trigger WHERE tgname = %s", f"{table}_keep"
    with connection.cursor() as cursor:
        cursor.execute(asked, [name])
        return cursor.fetchone() is not None


@contextmanager
def writable(connection: Any, table: str) -> Iterator[None]:
    """Open an append-only table for the block; its protection goes and comes in one transaction."""
    if not is_protected(connection, table):
        yield
        return
    release_table(connection, table)
    yield
    protect_table(connection, table)


def _run(connection: Any, script: str, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(script.format(table=table))
            return
        for statement in script.format(table=table).split("END;"):
            body = statement.strip()
            if body.startswith("CREATE"):
                cursor.execute(body + " END;")
            else:
                for drop in filter(None, (part.strip() for part in body.split(";"))):
                    cursor.execute(drop)
