"""The test harness: chooses the database, starts the private servers, restores the database after commits.

`pytest` runs on a private PostgreSQL; `pytest --db=sqlite` on a SQLite file with the production options.
Servers are started once per run and shared by the xdist workers. A missing server program fails the run.
"""

import atexit
import contextlib
import datetime as dt
import gc
import os
import sys
from pathlib import Path

import django
import pytest

from tests import clock, database, servers

clock.start()  # before the modules that ask for the day when they are read
os.environ["DJANGO_SETTINGS_MODULE"] = "union.settings.test"
os.environ["PYTHONHASHSEED"] = "0"  # of the xdist workers: cases made from a set come in one order
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # synchronous Playwright keeps an event loop in the thread
atexit.register(database.stop)  # also when Django or a conftest cannot be loaded
try:
    database.start(sys.argv)
except servers.MissingServerError as missing:
    pytest.exit(str(missing), returncode=3)
django.setup()

pytest_plugins = ["tests.chromium"]

SQLITE_FOLDERS = {"models", "services", "selectors", "imports", "commands"}
FOLDER_MARKS = {"browser": "browser", "faults": "faults"}
# The longest first; the very first fills the hospital that the other browser tests then copy.
FIRST = ("test_activities.py", "test_rights.py", "test_signup_rush.py", "browser", "test_hospital.py")


def pytest_addoption(parser):
    parser.addoption("--db", choices=("postgresql", "sqlite"), default="postgresql", help="database engine")


def pytest_report_header(config):
    return f"database: {database.engine()}, today: {dt.datetime.now():%Y-%m-%d}"


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        database.stop()


def pytest_ignore_collect(collection_path, config):
    """Leave files unread that the marks asked for leave out: reading them all is half a minute of CPU."""
    if collection_path.suffix != ".py":
        return None
    asked, folders = config.option.markexpr, folders_of(collection_path)
    is_left_out = asked.startswith("sqlite") and not folders & SQLITE_FOLDERS
    return True if is_left_out or ("not faults" in asked and "faults" in folders) else None


def folders_of(path):
    """Names of the folders below tests/ in which a test file lies."""
    return set(path.relative_to(Path(__file__).parent).parts[:-1])


@pytest.hookimpl(wrapper=True)  # marks before `-m` chooses, the order after pytest-django's own
def pytest_collection_modifyitems(items):
    """Mark by folder; the long tests first, so that no worker process is left alone with them at the end."""
    for item in items:
        folders = folders_of(item.path)
        if folders & SQLITE_FOLDERS:
            item.add_marker("sqlite")
        for name in folders & FOLDER_MARKS.keys():
            item.add_marker(FOLDER_MARKS[name])
    chosen = yield
    items.sort(key=turn)
    return chosen


def turn(item):
    """Place of a test in `FIRST`; all others come after them, in the order they were."""
    return next((place for place, part in enumerate(FIRST) if part in item.path.parts), len(FIRST))


def pytest_collection_finish():
    """What collection made stays to the end: going through it again and again is a twentieth of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """In place of pytest-django's: one migration for all processes, and kept for the next run.

    Closed again while the tests run: a test that does not ask for the database would leave its rows in it.
    """
    with contextlib.ExitStack() as whole_run:
        with django_db_blocker.unblock():
            whole_run.enter_context(database.migrated())
        yield
        with django_db_blocker.unblock():
            whole_run.close()


@pytest.fixture(scope="session")
def redis_url():
    """URL of a private Redis (`unix:///…`), one per worker process."""
    with servers.redis() as url:
        yield url


@pytest.fixture
def celery_redis_url(redis_url):
    """The same Redis as Celery spells it."""
    return redis_url.replace("unix://", "redis+socket://")


@pytest.fixture(autouse=True)
def _media_in_tmp(settings, tmp_path):
    """Files written by a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
