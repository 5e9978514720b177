"""A real gunicorn on a port of its own, and clients that ask it from threads."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests import servers

ROOT = Path(__file__).parents[2]


class WebServer:
    """gunicorn with two workers of two threads over a database; killed at the end."""

    def __init__(self, folder, database_url, **environment):
        self.port = servers.free_port()
        self.log = Path(folder) / "web.log"
        command = [sys.executable, "-m", "gunicorn", "tests.faults.web.wsgi", "--workers", "2"]
        command += ["--threads", "4", "--bind", f"127.0.0.1:{self.port}", "--worker-tmp-dir", str(folder)]
        command += ["--log-level", "warning"]
        values = {"DJANGO_SETTINGS_MODULE": "tests.faults.web.settings", "PYTHONPATH": str(ROOT)}
        values |= {"DATABASE_URL": database_url, "UNION_VAR_DIR": str(folder)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env={**os.environ, **values, **environment}, cwd=ROOT, stdout=log, stderr=log,
                preexec_fn=servers.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - as in servers
            )  # fmt: skip
        servers.wait_until(self.answers, seconds=60, what="gunicorn answers")

    def answers(self):
        return self.ask("GET", "/health/live")[0] == 200

    def ask(self, method, path, timeout=20):
        """(status, text, seconds); status 0 if the connection broke."""
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            link.request(method, path)
            answer = link.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), time.monotonic() - began
        except (OSError, http.client.HTTPException):
            return 0, "", time.monotonic() - began
        finally:
            link.close()

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def in_threads(count, work):
    """Run ``work(number)`` in threads; raise what one of them raised."""
    errors = []

    def run(number):
        try:
            work(number)
        except Exception as error:  # noqa: BLE001 - told to the test below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
