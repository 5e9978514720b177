"""Throwaway servers for the test suite: private PostgreSQL and Redis, nothing left behind.

Each server is a foreground child with a parent-death signal, listens on a unix socket in its own folder
under /tmp (no ports, no conflict with running ones) and is gone when the test process is, even by kill -9.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

PREFIX = "union-test-"
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 3 << 30  # a run keeps about twenty databases of 30 MB at once
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class MissingServerError(RuntimeError):
    """A server program is not installed: the run fails, it never skips."""


def program(name: str, *, package: str, places: tuple[str, ...] = ()) -> str:
    """Path of a server program, newest version first; fails with one clear line."""
    for pattern in places:
        found = sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
        if found:
            return str(found[0])
    path = shutil.which(name)
    if path is None:
        raise MissingServerError(
            f"'{name}' is not installed (Debian package: {package}): run `make setup`. Tests never skip."
        )
    return path


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.parts if part.isdigit()]


def postgres_program(name: str) -> str:
    """`initdb`, `postgres`, `pg_dump` … of the newest installed PostgreSQL."""
    return program(name, package="postgresql", places=(f"/usr/lib/postgresql/*/bin/{name}",))


def die_with_parent(death_signal: int) -> Callable[[], None]:
    """Build a preexec function: the child gets `death_signal` when the test process ends in any way."""

    def set_death_signal() -> None:
        os.setpgid(0, 0)  # a Ctrl-C in the terminal must not reach the server before pytest is through
        _libc.prctl(PR_SET_PDEATHSIG, death_signal)

    return set_death_signal


def free_port() -> int:
    """A TCP port on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], *, seconds: float = 30, what: str) -> None:
    """Look every 20 ms until `ready()`; a TimeoutError names what did not happen."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        pause.wait(0.02)


def remove_stale_folders() -> None:
    """Delete folders whose test process was killed before it could clean up."""
    for place in (Path(tempfile.gettempdir()), MEMORY):
        for folder in place.glob(f"{PREFIX}*"):
            owner = folder.name.removeprefix(PREFIX).split("-")[0]
            if owner.isdigit() and not Path(f"/proc/{owner}").exists():
                shutil.rmtree(folder, ignore_errors=True)


def fast_place() -> Path | None:
    """Where files need no disk: memory, if the machine gives enough of it; None is the temp directory."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED
    return MEMORY if roomy and os.access(MEMORY, os.W_OK) else None


@contextlib.contextmanager
def folder(place: Path | None = None) -> Iterator[Path]:
    """A private folder directly under ``place`` or the temp directory (socket paths must stay short)."""
    remove_stale_folders()
    path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def postgres_account() -> dict[str, int | list[int]]:
    """Popen arguments: PostgreSQL refuses root, so root runs it as `postgres`, anyone else as himself."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres(
    *, durable: bool = False, home: Path | None = None, cluster: Path | None = None
) -> Iterator[str]:
    """Run a private cluster and yield its DATABASE_URL (database `postgres`, user `postgres`).

    `durable=True` keeps fsync and full page writes on (crash tests, benches). The cluster lies in
    `home`/data (default: a folder of its own); `cluster` is a stopped one to begin with, if it exists.
    """
    account = postgres_account()
    with contextlib.ExitStack() as stack:
        home = home or stack.enter_context(folder())
        if account:
            shutil.chown(home, account["user"], account["group"])
        if cluster and cluster.exists():
            subprocess.run(["cp", "-a", cluster, home / "data"], check=True)
        else:
            _create_cluster(home, account)
        fast = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = [f"unix_socket_directories={home}", "listen_addresses=", "max_connections=150", *fast]
        command = [postgres_program("postgres"), "-D", str(home / "data")]
        command += [part for option in options for part in ("-c", option)]
        child = stack.enter_context(_child(command, signal.SIGINT, log=home / "log", cwd=home, **account))
        wait_until(lambda: _answers(home, child), what="PostgreSQL answers")
        yield f"postgres://postgres@{str(home).replace('/', '%2F')}/postgres"


def _create_cluster(home: Path, account: dict[str, int | list[int]]) -> None:
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    created = subprocess.run(
        [postgres_program("initdb"), "-D", home / "data", *options, "--no-sync", "--no-instructions"],
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
        **account,
    )
    if created.returncode:
        raise RuntimeError(f"initdb failed: {created.stderr}")


@contextlib.contextmanager
def _child(command: list[str], stop_signal: int, *, log: Path, **options) -> Iterator[subprocess.Popen]:
    """A server in the foreground; stopped at the end of the block or with the test process."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent(stop_signal),  # noqa: PLW1509 (two system calls, no lock taken)
            **options,
        )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(stop_signal)
        child.wait(timeout=20)


def _answers(home: Path, child: subprocess.Popen) -> bool:
    if child.poll() is not None:
        raise RuntimeError(f"PostgreSQL ended: {(home / 'log').read_text()}")
    try:
        psycopg.connect(host=str(home), user="postgres", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a private Redis on a unix socket and yield its URL (`unix:///…`; Celery: `redis+socket:///…`)."""
    with folder() as home:
        path = home / "redis.sock"
        command = [program("redis-server", package="redis-server"), "--port", "0"]
        command += ["--unixsocket", str(path), "--dir", str(home), "--save", "", "--appendonly", "no"]
        with _child(command, signal.SIGKILL, log=home / "log"):
            wait_until(path.exists, what="Redis listens")
            yield f"unix://{path}"
