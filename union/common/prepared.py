"""Queries whose SQL is written once: every page asks the same small questions about its user.

Django builds the SQL of a query anew each time it is asked; for a row found by its key that is five times
the work of the database. A `Prepared` keeps the compiled query and puts other values into it. The rows come
out as those of the query set itself, related objects and converters included.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet


class Prepared:
    """``build(*samples)`` returns the query set; the samples are values of the right types, all different.

    They stand for the values to come, so ``build`` must use each as it is, and decide nothing by it. A sample
    must be a value that ``build`` writes nowhere else.

    Not for query sets that prefetch.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *samples: Any) -> None:
        self._build, self._samples = build, samples

    def rows(self, *values: Any) -> list[Any]:
        """Return what ``build(*values)`` would; one query.

        Raises:
            ValueError: a value is None, which SQL compares otherwise (IS NULL).
        """
        if None in values:
            raise ValueError("a prepared query compares no value with None: ask build() itself")
        queryset, compiler, sql, places = self._compiled(connection.vendor)
        asked = copy.copy(compiler)
        asked.connection = _asking(connections[DEFAULT_DB_ALIAS])  # of this thread, not of the compiler's
        params = tuple(fixed if at is None else _adapted(values[at]) for fixed, at in places)
        asked.as_sql = lambda *_args, **_options: (sql, params)
        source = SimpleNamespace(
            db=DEFAULT_DB_ALIAS, query=_Query(queryset.query, asked), _fields=queryset._fields,
            _known_related_objects={}, _hints={},
        )  # fmt: skip
        return list(queryset._iterable_class(source))  # noqa: SLF001 - what the query set itself would use

    @functools.cache  # noqa: B019 - an instance is a constant of its module
    def _compiled(self, _vendor: str) -> tuple[Any, Any, str, list[tuple[Any, int | None]]]:
        queryset = self._build(*self._samples)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = [(param, self._place(param)) for param in params]
        missing = set(range(len(self._samples))) - {at for _param, at in places}
        if missing:
            raise ValueError(f"the query does not use {[self._samples[at] for at in missing]} as it is")
        converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters  # else looked up anew, column by column
        return queryset, compiler, sql, places

    def _place(self, param: Any) -> int | None:
        """Say which value comes here; None: it is the same every time."""
        wanted = (at for at, sample in enumerate(self._samples) if _adapted(sample) == param)
        return next(wanted, None)


def _asking(database: Any) -> Any:
    return _PlanKeeper(database) if database.vendor == "postgresql" else database


class _PlanKeeper:
    """A connection whose cursors have PostgreSQL keep the plan: to parse and plan costs ten times the answer.

    From the second question of a connection on (``prepare_threshold`` in the settings). Django's own cursors
    write the values into the text, so the server sees another statement each time.
    """

    def __init__(self, database: Any) -> None:
        self._database = database

    def cursor(self) -> Any:
        """As ``BaseDatabaseWrapper.cursor``, with values bound by the server; a log of queries wants them."""
        from django.db.backends.postgresql.base import ServerBindingCursor  # on SQLite nobody needs psycopg

        database = self._database
        if database.queries_logged:
            return database.cursor()
        database.close_if_health_check_failed()
        database.ensure_connection()
        with database.wrap_database_errors:
            cursor = ServerBindingCursor(database.connection)  # type: ignore[call-arg]  # stubs of psycopg 2
            return database._prepare_cursor(cursor)  # noqa: SLF001 - counted and watched like any other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


def _adapted(value: Any) -> Any:
    """How this database takes the value: SQLite keeps days and times as text."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


class _Query:
    """The query of ``prepared``, which answers with the compiler that has its SQL already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_options: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
