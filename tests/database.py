"""The database of a test run: which engine, when it starts, how a test that committed gives it back."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator

from django.db import connection
from django.test import TransactionTestCase

from tests import servers

ENGINE_VARIABLE = "UNION_TEST_DB"
_running = contextlib.ExitStack()


def engine() -> str:
    """`postgresql` or `sqlite`."""
    return os.environ[ENGINE_VARIABLE]


def start(arguments: list[str]) -> None:
    """Start the database asked for by `--db` and put its address into the environment.

    Runs once, in the first process and before Django is set up; xdist workers inherit the environment.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    os.environ[ENGINE_VARIABLE] = wanted_engine(arguments)
    if engine() == "sqlite":
        home = _running.enter_context(servers.folder())
        os.environ["DATABASE_URL"] = f"sqlite:///{home}/test.sqlite3"
    else:
        os.environ["DATABASE_URL"] = _running.enter_context(servers.postgres())


def wanted_engine(arguments: list[str]) -> str:
    """Value of `--db` on the command line; PostgreSQL when nothing is said."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--db="):
            return argument.removeprefix("--db=")
        if argument == "--db":
            return arguments[position + 1]
    return "postgresql"


def stop() -> None:
    """Stop what `start` started; twice is harmless."""
    _running.close()


@contextlib.contextmanager
def kept_copy() -> Iterator[None]:
    """Copy the migrated database and restore it after each test that commits.

    Django would TRUNCATE every table: the audit trail refuses that, and the rule sets and code lists that
    came by data migration would be gone for the next test.
    """
    keep, restore = (
        (_keep_file, _restore_file) if engine() == "sqlite" else (_keep_template, _restore_template)
    )
    keep()
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _test: restore()
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = original
        if engine() == "postgresql":
            _end_other_sessions()


def _keep_template() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_kept" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}_kept" TEMPLATE "{name}" STRATEGY FILE_COPY')


def _restore_template() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{name}_kept" STRATEGY FILE_COPY')


def _end_other_sessions() -> None:
    """Threads of the live server may still hold a connection; Django's DROP DATABASE would fail on it."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _keep_file() -> None:
    path = connection.settings_dict["NAME"]
    _copy_sqlite(path, f"{path}.kept")


def _restore_file() -> None:
    path = connection.settings_dict["NAME"]
    connection.close()
    _copy_sqlite(f"{path}.kept", path)


def _copy_sqlite(source: str, target: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
