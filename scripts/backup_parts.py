"""What a backup consists of: the database as a stream (both engines), and folders as tar streams."""

import base64
import binascii
import contextlib
import os
import queue
import sqlite3
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

import environ
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
PIECE = 1 << 20
KEY_BYTES = 32
Counts = dict[str, int]


class PartError(Exception):
    """A part can not be read or written; the text says why."""


def setting(name: str, default: str = "") -> str:
    """Environment variable, or the content of the file `<name>_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(name, default)


def var_folder() -> Path:
    """The folder of everything the program writes."""
    return Path(os.environ.get("UNION_VAR_DIR", ROOT / "var"))


def folders() -> dict[str, Path]:
    """The folders that belong to the data, by the name of their part."""
    media = Path(os.environ.get("UNION_MEDIA_DIR", var_folder() / "media"))
    return {"media": media, "audit-heads": var_folder() / "audit-heads"}


def backup_folder() -> Path:
    """The folder backups are written to."""
    return Path(os.environ.get("UNION_BACKUP_DIR", var_folder() / "backups"))


def backup_key() -> bytes:
    """UNION_BACKUP_KEY; never one of the keys the data itself is encrypted with."""
    text = setting("UNION_BACKUP_KEY")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise PartError("UNION_BACKUP_KEY must hold 32 bytes in base64 (openssl rand -base64 32)")
    used = [setting("UNION_INDEX_KEY"), setting("UNION_AUDIT_KEY")]
    used += [entry.partition(":")[2] for entry in setting("UNION_FIELD_KEYS").split(",")]
    if text in used:
        raise PartError("UNION_BACKUP_KEY must differ from the keys of the data")
    return key


def database() -> "Postgres | Sqlite":
    """The database DATABASE_URL points to."""
    url = setting("DATABASE_URL", f"sqlite:///{var_folder()}/db.sqlite3")
    config = environ.Env.db_url_config(url)
    return Sqlite(Path(config["NAME"])) if config["ENGINE"].endswith("sqlite3") else Postgres(config)


class Postgres:
    """pg_dump and pg_restore, with rows counted in the very snapshot that is dumped."""

    engine = "postgresql"

    def __init__(self, config: dict) -> None:
        self.config = config
        options = config.get("OPTIONS", {})
        pairs = {
            "PGHOST": unquote(config["HOST"]), "PGPORT": str(config["PORT"]), "PGUSER": config["USER"],
            "PGPASSWORD": config["PASSWORD"], "PGDATABASE": config["NAME"],
            "PGSSLMODE": options.get("sslmode", ""),
        }  # fmt: skip
        self.environment = {**os.environ, **{name: value for name, value in pairs.items() if value}}

    def connect(self) -> psycopg.Connection:
        """Open a connection of our own."""
        environment, c = self.environment, self.config
        try:
            return psycopg.connect(
                host=environment.get("PGHOST"), port=environment.get("PGPORT"), user=c["USER"],
                password=c["PASSWORD"] or None, dbname=c["NAME"], sslmode=environment.get("PGSSLMODE"),
            )  # fmt: skip
        except psycopg.OperationalError as error:
            raise PartError(f"no connection to the database: {error}") from error

    def tables(self) -> list[str]:
        """Names of the tables there are."""
        with self.connect() as connection:
            return self._tables(connection)

    def counts(self) -> Counts:
        """Rows per table."""
        with self.connect() as connection:
            return self._counts(connection)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[tuple[Counts, Iterable[bytes]]]:
        """Rows per table, and the dump as a stream, both of one moment."""
        with self.connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
            counts = self._counts(connection)
            yield counts, self._run(["pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}"])

    def load(self, stream: Iterable[bytes]) -> None:
        """Restore a dump, all or nothing."""
        command = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction"]
        command += ["--dbname", self.config["NAME"]]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment
        ) as child:
            with contextlib.suppress(BrokenPipeError):
                for piece in stream:
                    child.stdin.write(piece)
            _, problems = child.communicate()
        if child.returncode:
            raise PartError(f"pg_restore failed: {problems.decode(errors='replace').strip()}")

    def _run(self, command: list[str]) -> Iterator[bytes]:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment
        ) as child:
            yield from iter(lambda: child.stdout.read(PIECE), b"")
            problems = child.stderr.read().decode(errors="replace").strip()
        if child.returncode:
            raise PartError(f"{command[0]} failed: {problems}")

    def _tables(self, connection: psycopg.Connection) -> list[str]:
        rows = connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        )
        return [name for (name,) in rows]

    def _counts(self, connection: psycopg.Connection) -> Counts:
        query = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: connection.execute(query.format(sql.Identifier(name))).fetchone()[0]
            for name in self._tables(connection)
        }


class Sqlite:
    """The whole file, copied through SQLite's backup interface into memory, so writers may go on."""

    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def tables(self) -> list[str]:
        """Names of the tables there are; a missing file has none."""
        return list(self.counts())

    def counts(self) -> Counts:
        """Rows per table."""
        if not self.path.exists():
            return {}
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return self._counts(connection)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[tuple[Counts, Iterable[bytes]]]:
        """Rows per table, and the file as a stream, both of one moment."""
        if not self.path.exists():
            raise PartError(f"{self.path} does not exist")
        with (
            contextlib.closing(sqlite3.connect(self.path)) as source,
            contextlib.closing(sqlite3.connect(":memory:")) as copy,
        ):
            source.backup(copy)
            yield self._counts(copy), [copy.serialize()]

    def load(self, stream: Iterable[bytes]) -> None:
        """Write the database file; it appears whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".restore-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(stream)
                file.flush()
                os.fsync(file.fileno())
            Path(name).rename(self.path)
        finally:
            Path(name).unlink(missing_ok=True)

    def _counts(self, connection: sqlite3.Connection) -> Counts:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 (own names)
            for (name,) in rows
        }


class _Pipe:
    """A file for tarfile to write to in one thread, and pieces to read in another."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(maxsize=8)

    def write(self, piece: bytes) -> int:
        self.pieces.put(bytes(piece))
        return len(piece)


def folder_stream(folder: Path) -> Iterator[bytes]:
    """A folder as an uncompressed tar stream (uploads are compressed already); a missing one is empty."""
    pipe = _Pipe()

    def pack() -> None:
        try:
            with tarfile.open(fileobj=pipe, mode="w|") as archive:
                if folder.exists():
                    archive.add(folder, arcname=".")
            pipe.pieces.put(None)
        except OSError as error:
            pipe.pieces.put(error)

    threading.Thread(target=pack, name="backup-folder", daemon=True).start()
    while (piece := pipe.pieces.get()) is not None:
        if isinstance(piece, BaseException):
            raise PartError(f"{folder}: {piece}") from piece
        yield piece


class _Reader:
    """Pieces as a file for tarfile to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.rest = b""

    def read(self, size: int) -> bytes:
        while len(self.rest) < size:
            piece = next(self.pieces, None)
            if piece is None:
                break
            self.rest += piece
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken


def unpack_folder(stream: Iterable[bytes], folder: Path) -> None:
    """Unpack the tar stream below `folder`, and nowhere else; only plain files and folders."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=_Reader(stream), mode="r|") as archive:
        archive.extraction_filter = _plain_inside
        for member in archive:
            archive.extract(_plain_inside(member, str(folder)), folder)


def _plain_inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """Tarfile's own "data" filter in short: Python before 3.11.4 has none."""
    target = (Path(folder) / member.name).resolve()
    if not (member.isfile() or member.isdir()) or not target.is_relative_to(Path(folder).resolve()):
        raise PartError(f"the archive holds {member.name!r}, which is no file below its folder")
    return member
