"""`manage.py up`: starts web, worker and scheduler, and leaves no process behind however it ends."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests import servers


def processes_of(folder):
    """Every living process that works for this UNION_VAR_DIR, by its environment: pid -> command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"UNION_VAR_DIR={folder}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The environment of a demonstration with an empty migrated database."""
    folder = tmp_path_factory.mktemp("var")
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = {**kept, "UNION_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "union.settings.dev"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=settings.BASE_DIR, check=True
    )
    return environment


class Running:
    """A started `up` and what it printed."""

    def __init__(self, environment, log):
        self.port, self.folder, self.log = servers.free_port(), environment["UNION_VAR_DIR"], log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port)],
                env=environment, cwd=settings.BASE_DIR, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        servers.wait_until(lambda: "工会办公室已启动" in self.text() or self.ended(), seconds=90, what="up")

    def text(self):
        return self.log.read_text(encoding="utf-8")

    def ended(self):
        return self.process.poll() is not None

    def pids(self, word):
        return [pid for pid, command in processes_of(self.folder).items() if word in command]

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


@pytest.fixture
def running(migrated, tmp_path):
    up = Running(migrated, tmp_path / "log")
    yield up
    for pid in processes_of(up.folder):
        os.kill(pid, signal.SIGKILL)
    up.process.wait(10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_everything(running, number):
    assert running.answers(), running.text()
    assert running.pids("gunicorn")
    assert running.pids(" union worker ")
    assert running.pids(" union beat ")

    running.process.send_signal(number)

    assert running.process.wait(30) == 0
    assert processes_of(running.folder) == {}
    assert not running.answers()


def test_killed_without_a_chance_it_leaves_no_orphan(running):
    assert running.pids(" union worker ")

    running.process.kill()
    running.process.wait(10)

    servers.wait_until(lambda: processes_of(running.folder) == {}, seconds=30, what="all processes gone")


def test_a_worker_that_dies_is_started_again(running):
    before = set(running.pids(" union worker "))

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    servers.wait_until(lambda: set(running.pids(" union worker ")) - before, what="a new worker")
    assert "后台任务 已退出" in running.text()
    assert running.answers()


def test_when_the_web_server_dies_everything_ends(running):
    for pid in running.pids("gunicorn"):
        os.kill(pid, signal.SIGKILL)

    assert running.process.wait(30) == 1
    assert processes_of(running.folder) == {}


def test_a_taken_port_is_one_clear_line(migrated):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "manage.py", "up", "--port", port],
            env=migrated, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"无法使用端口 {port}" in done.stderr
    assert "Traceback" not in done.stderr
