"""A private PostgreSQL for one bench run, made and removed by the recipe of the test suite."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg

from bench import make_roster, processes
from tests import database, servers

KEPT = Path(__file__).resolve().parents[1] / "var" / "bench"
BASE = "base"


class Cluster:
    """Databases copied from one that is migrated and knows the units of make_roster."""

    def __init__(self, url: str, folder: Path) -> None:
        self._server = url.rpartition("/")[0]
        self.folder = folder
        home = unquote(self._server.partition("@")[2])
        self.pid = int(Path(home, "data", "postmaster.pid").read_text().split()[0])

    def url(self, name: str) -> str:
        """DATABASE_URL of a database."""
        return f"{self._server}/{name}"

    def ask(self, sql: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement and return its rows."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def make_base(self) -> None:
        """Migrate (our tables and those of the yardstick) and import the units."""
        self.ask(f"CREATE DATABASE {BASE}")
        sheet = self.folder / "organisation.xlsx"
        make_roster.write_organisation(sheet)
        self._manage(processes.STOCK, "migrate", "--verbosity=0")
        self._manage(processes.OURS, "import_organisation", str(sheet), "--json")

    def _manage(self, settings: str, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=processes.environment(settings, self.url(BASE), self.folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    @contextlib.contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """A fresh copy of the base, dropped at the end; yields its URL."""
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.ask(f"CREATE DATABASE {name} TEMPLATE {BASE}")
        try:
            yield self.url(name)
        finally:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def backends(self, name: str) -> list[int]:
        """Process ids of the connections to a database."""
        found = self.ask(
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND backend_type = 'client backend'"
        )
        return [int(str(row[0])) for row in found]

    def cpu_seconds(self) -> float:
        """CPU time the whole server has used so far."""
        return processes.tree_cpu_seconds(self.pid)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start the server on a copy of the migrated base; stop and remove everything at the end."""
    (folder / "static").mkdir()  # whitenoise warns without
    with servers.postgres(durable=True, cluster=_kept_base(folder)) as url:
        yield Cluster(url, folder)


def _kept_base(folder: Path) -> Path:
    """The stopped cluster to begin with: made once for one state of the migrations, kept in var/bench.

    Migrating costs two minutes of CPU, more than most items.
    """
    words = database._key() + Path(make_roster.__file__).read_text()  # noqa: SLF001 - the bench's own
    kept = KEPT / f"base-{hashlib.sha256(words.encode()).hexdigest()[:16]}"
    if kept.exists():
        return kept
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("base-*"):
        shutil.rmtree(old)
    with servers.folder() as home:
        with servers.postgres(durable=True, home=home) as url:
            Cluster(url, folder).make_base()
        half = KEPT / f".half-{os.getpid()}"
        subprocess.run(["cp", "-a", home / "data", half], check=True)
        half.rename(kept)
    return kept
