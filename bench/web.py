"""gunicorn with two sync workers on a unix socket, asked by one client; milliseconds and CPU per request."""

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench import processes
from bench.cluster import Cluster
from bench.places import CSRF

WORKERS = 2


class _Connection(http.client.HTTPConnection):
    """HTTP over a unix socket: no port, no conflict."""

    def __init__(self, path: Path) -> None:
        super().__init__("bench", timeout=120)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class Server:
    """One gunicorn and the database behind it."""

    def __init__(self, pid: int, path: Path, cluster: Cluster, database: str) -> None:
        self._pid, self._path, self._cluster, self._database = pid, path, cluster, database
        self.cookie = ""
        self._workers: list[int] = []
        self._backends: list[int] = []

    def ask(self, address: str, post: str = "", *, typing: bool = False) -> float:
        """Send one request and return the milliseconds to the last byte of its answer."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": CSRF}
        body = urlencode({"q": post}) if post else None
        if post:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if typing:
            headers["HX-Request"] = "true"
        began = time.perf_counter()
        connection = _Connection(self._path)
        connection.request("POST" if post else "GET", address, body, headers)
        answer = connection.getresponse()
        answer.read()
        took = (time.perf_counter() - began) * 1000
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        return took

    def know_processes(self) -> None:
        """Remember workers and their database connections, once all are warm."""
        self._workers = processes.children(self._pid)
        self._backends = self._cluster.backends(self._database)

    def cpu(self) -> tuple[float, float]:
        """CPU milliseconds so far: Python's, and PostgreSQL's connections."""
        return processes.cpu_ms(self._workers), processes.cpu_ms(self._backends)


@contextlib.contextmanager
def serving(cluster: Cluster, database: str, *, settings: str, folder: Path) -> Iterator[Server]:
    """Start gunicorn on a database; stopped at the end."""
    path = folder / f"{database}-{'stock' if settings == processes.STOCK else 'ours'}.sock"
    command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"]
    command += ["--workers", str(WORKERS), "--bind", f"unix:{path}", "--log-level", "error"]
    env = processes.environment(settings, cluster.url(database), folder)
    with subprocess.Popen(command, env=env, cwd=Path(__file__).resolve().parents[1]) as process:
        try:
            _wait(path, process)
            yield Server(process.pid, path, cluster, database)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(path: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("gunicorn did not start")
        time.sleep(0.05)
