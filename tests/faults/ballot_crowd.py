"""A crowd of delegates with phones: each opens the ballot, sends it, and presses again if no answer comes."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests import servers

ROOT = Path(__file__).parents[2]
TOKEN = "c" * 32
TRACKER = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


class Web:
    """gunicorn with two worker processes on a database, as in production but without TLS."""

    def __init__(self, folder, database_url):
        self.port = servers.free_port()
        command = [sys.executable, "-m", "gunicorn", "union.wsgi:application", "--workers", "2"]
        command += [
            "--preload"
        ]  # as deploy/gunicorn.py: a new worker is a fork, not three seconds of imports
        command += ["--worker-class", "gthread", "--threads", "4", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--log-level", "error", "--worker-tmp-dir", str(folder)]
        values = {"DJANGO_SETTINGS_MODULE": "tests.faults.ballot_settings", "PYTHONPATH": str(ROOT)}
        values |= {"DATABASE_URL": database_url, "UNION_VAR_DIR": str(folder)}
        self.process = subprocess.Popen(
            command, env={**os.environ, **values}, cwd=ROOT, start_new_session=True
        )
        servers.wait_until(lambda: self.ask("GET", "/health/live")[0] == 200, seconds=60, what="web answers")

    def ask(self, method, path, session="", fields=None):
        """(status, text, seconds); status 0 when the connection broke."""
        began = time.monotonic()
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), time.monotonic() - began
        except (OSError, http.client.HTTPException):
            return 0, "", time.monotonic() - began
        finally:
            link.close()

    def cpu_seconds(self):
        """What master and workers have used so far, the killed one included."""
        pids = [self.process.pid, *self.workers()]
        ticks = 0
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def workers(self):
        """Process ids of the two workers."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def stop(self):
        """Kill master and workers, which were started here."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Crowd:
    """What happened to everybody: trackers by session, seconds of every request, strange answers."""

    web: Web
    path: str
    trackers: dict[str, str] = field(default_factory=dict)
    told_twice: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    broken: int = 0
    strange: list[tuple[int, str]] = field(default_factory=list)

    def come(self, sessions, choices, *, within):
        """Let all vote, their arrivals spread evenly over ``within`` seconds."""
        start = time.monotonic()
        threads = [
            threading.Thread(
                target=self._vote, args=(session, choice, start + number * within / len(sessions))
            )
            for number, (session, choice) in enumerate(zip(sessions, choices, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _vote(self, session, choice, at):
        threading.Event().wait(max(0.0, at - time.monotonic()))
        self._until_answered("GET", session, None)
        text = self._until_answered("POST", session, {"item": choice})
        if found := TRACKER.search(text):
            self.trackers[session] = found.group()
        elif "只能投一次" in text:
            self.told_twice.add(session)  # the first one went in, its answer was lost with the process

    def _until_answered(self, method, session, fields):
        for _try in range(20):
            status, text, took = self.web.ask(method, self.path, session, fields)
            if status == 200:
                self.seconds.append(took)
                return text
            self.broken += status == 0
            if status:
                self.strange.append((status, text[:200]))
            threading.Event().wait(0.2)
        return ""

    def percentile(self, share):
        """Seconds that ``share`` of the requests stayed under."""
        return sorted(self.seconds)[int(len(self.seconds) * share) - 1]
