"""The database of a test run: which engine, when it starts, how a test that committed gives it back.

Migrating costs half a minute, so it is done once: the first process that needs a database migrates and
keeps the result as a template, the others (and every test that committed) copy it. The template also
outlives the run, under var/testdb/ by the hash of everything a migration reads (`MIGRATION_FILES`).
"""

import contextlib
import fcntl
import hashlib
import os
import pickle
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests import servers

ENGINE_VARIABLE = "UNION_TEST_DB"
HOME_VARIABLE = "UNION_TEST_DB_HOME"
TEMPLATE = "union_template"
ROOT = Path(__file__).resolve().parents[1]
STORE = ROOT / "var/testdb"
KEPT_RUNS = 4
MIGRATION_FILES = (
    "migrations/*.py",
    "*/shipped/*.py",
    "*shipped*.py",
    "*remind*.py",
    "union/settings/*.py",
)
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
    stored = STORE / f"{engine()}-{_key()}"
    home = _running.enter_context(servers.folder(servers.fast_place()))
    os.environ[HOME_VARIABLE] = str(home)
    _running.callback(_store, home, stored)  # runs after the server has stopped
    if engine() == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{home}/test.sqlite3"
        if stored.exists():
            shutil.copy(stored, home / TEMPLATE)
    else:
        os.environ["DATABASE_URL"] = _running.enter_context(servers.postgres(home=home, cluster=stored))


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
def migrated() -> Iterator[None]:
    """Give this process a migrated database of its own; a test that commits gets it back as it was.

    Django would TRUNCATE every table after such a test: the audit trail refuses that, and the rule sets
    and code lists that came by data migration would be gone for the next test.
    """
    name = connection.creation._get_test_db_name()
    with _one_process_at_a_time():
        if not _exists(TEMPLATE):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            _copy(name, TEMPLATE)
            (_home() / "migrated").touch()
    _use(name)
    _copy(TEMPLATE, name)
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _test: _give_back(name)
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = original
        if engine() == "postgresql":
            _drop(name)


def _give_back(name: str) -> None:
    """After a test that committed: its own database as migrated, or as it still is behind a filled one."""
    used = str(connection.settings_dict["NAME"])
    if used == name:
        _copy(TEMPLATE, name)
        return
    _use(name)
    _drop(used)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def _one_process_at_a_time() -> Iterator[None]:
    with (_home() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _home() -> Path:
    return Path(os.environ[HOME_VARIABLE])


def filled(state: str, fill: Callable[[], Any]) -> Any:
    """Give this test a filled database, filled once per run: later calls, in any process, get a copy of it.

    ``fill`` starts from the migrated database and returns what the test wants to know (picklable).
    Files under MEDIA_ROOT belong to the state. For tests that commit; the database is given back.
    """
    name = f"{connection.settings_dict['NAME']}_{state}"
    result, files = _home() / f"{state}.made", _home() / f"{state}.files"
    with _one_process_at_a_time():
        if not result.exists():
            _copy(TEMPLATE, name)
            _use(name)
            made = fill()
            _copy(name, state)
            Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
            shutil.copytree(settings.MEDIA_ROOT, files)
            result.write_bytes(pickle.dumps(made))
    _copy(state, name)
    _use(name)
    shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return pickle.loads(result.read_bytes())


def _exists(name: str) -> bool:
    if engine() == "sqlite":
        return _file(name).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _copy(source: str, target: str) -> None:
    """Make ``target`` an equal database in the place of what it was."""
    connection.close()
    if engine() == "sqlite":
        _copy_sqlite(str(_file(source)), str(_file(target)))
        return
    _drop(target)
    with connection._nodb_cursor() as cursor:  # threads of the live server may still hold a connection
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')


def _file(name: str) -> Path:
    """File of a SQLite database; the test's own one already is a whole path."""
    return _home() / name


def _drop(name: str) -> None:
    connection.close()
    if engine() == "sqlite":
        for file in _home().glob(f"{_file(name).name}*"):  # with its -wal and -shm
            file.unlink()
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _key() -> str:
    """Hash of every file a migration reads; a change of any of them makes a new template."""
    found = {path for pattern in MIGRATION_FILES for path in ROOT.glob(f"[a-z]*/**/{pattern}")}
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for path in found if path.relative_to(ROOT).parts[0] != "tests"):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _store(home: Path, stored: Path) -> None:
    """Keep the template for the next run: whole or not at all, and only if no file changed meanwhile."""
    if stored.exists() or not (home / "migrated").exists() or not stored.name.endswith(_key()):
        return
    made = home / (TEMPLATE if engine() == "sqlite" else "data")
    STORE.mkdir(parents=True, exist_ok=True)
    half = STORE / f".half-{os.getpid()}"
    subprocess.run(["cp", "-a", made, half], check=True)
    with contextlib.suppress(OSError):  # another run was first
        half.rename(stored)
    for old in sorted(STORE.iterdir(), key=lambda path: path.stat().st_mtime)[:-KEPT_RUNS]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def _copy_sqlite(source: str, target: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
