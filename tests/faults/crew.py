"""Workers and a scheduler as real processes, for tests that kill them."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parents[2]


def database_url():
    """The suite's database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{quote(values['HOST'], safe='')}/{values['NAME']}"


class Crew:
    """Workers and a scheduler on one broker; whatever still runs is killed at the end."""

    def __init__(self, folder, redis_url="", **environment):
        self.folder, self.started = folder, []
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
            "DATABASE_URL": database_url(),
            "UNION_VAR_DIR": str(folder),
            "REDIS_URL": redis_url,
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    def start(self, *arguments):
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "union", *arguments]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def worker(self):
        options = ["--concurrency", "2", "-O", "fair", "--without-gossip", "--without-mingle"]
        return self.start("worker", "--loglevel", "WARNING", *options)

    def beat(self):
        return self.start("beat", "--pidfile=", "--schedule", str(self.folder / "beat"))

    def stop(self):
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def kill(process):
    """kill -9 the worker and all its children."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
