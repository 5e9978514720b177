"""`manage.py up`: web, worker and scheduler together, on one machine, without Redis."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from union.common.crew import Crew, Program
from union.common.demo import PASSWORD

ROLES = {  # login of the demonstration: the role it shows
    "admin": "系统管理员",
    "security": "安全管理员",
    "auditlog": "审计管理员",
    "chair": "工会主席",
    "office": "工会专干",
    "committee": "工会委员",
    "auditor": "经审委员",
    "women": "女职工委员",
    "branch": "支会主席",
    "group": "工会小组长",
    "leader": "院领导",
    "dept": "承办部门联系人",
    "delegate": "职工代表",
    "member": "会员",
}
READY_SECONDS = 60.0


class Command(BaseCommand):
    help = "Start web, worker and scheduler together without Redis; Ctrl-C stops all of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--web-workers", type=int, default=2)
        parser.add_argument("--demo", action="store_true", help="migrate and load the demonstration first")

    def handle(
        self, *_args: Any, host: str, port: int, web_workers: int, demo: bool, **_options: Any
    ) -> None:
        refuse_taken_port(host, port)
        if demo:
            migrate_if_needed()
            call_command("seed_demo", if_empty=True, stdout=StringIO())  # the logins are printed below
        logins = demo_logins()
        crew = Crew(programs(host, port, web_workers), child_environment(), self._say)
        crew.start()
        try:
            if wait_for_page(crew, f"http://{local_name(host)}:{port}/"):
                crew.start_others()
                self._greet(f"http://{local_name(host)}:{port}/", logins)
                code = crew.watch()
            else:
                code = 0 if crew.stopping.is_set() else 1
        finally:
            crew.stop()
        self._say("已全部停止")
        sys.exit(code)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _greet(self, address: str, logins: dict[str, str]) -> None:
        self._say(f"\n工会办公室已启动：{address}   （Ctrl-C 停止）")
        if logins:
            self._say(f"演示账号（密码均为 {PASSWORD}）：")
            self._say("\n".join(f"  {login:<10} {role}" for login, role in logins.items()))


def migrate_if_needed() -> None:
    """Bring the database up to date; a second start finds nothing to do in a fraction of a second."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so at once when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"无法使用端口 {port}：{error.strerror}。请换一个端口，例如 make run PORT={port + 1}"
            ) from error


def local_name(host: str) -> str:
    """Host name for a browser on this machine."""
    return "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 (compared, not bound)


def demo_logins() -> dict[str, str]:
    """Demonstration logins that exist in this database, with their role."""
    known = get_user_model().objects.filter(username__in=ROLES)
    try:
        present = set(known.values_list("username", flat=True))
    except (OperationalError, ProgrammingError) as error:
        raise CommandError("数据库还没有建立或不是最新：请先运行 manage.py migrate") from error
    return {login: role for login, role in ROLES.items() if login in present}


def child_environment() -> dict[str, str]:
    """Environment of the programs: same settings, temporary files beside the broker.

    The embedded broker takes a message by moving it through the temporary folder, which must be on the
    same file system. Its folder starts empty: rows are the truth, the sweeper sends lost nudges again.
    """
    if not settings.REDIS_URL:
        shutil.rmtree(settings.BROKER_DIR, ignore_errors=True)
    temporary = settings.VAR_DIR / "tmp"
    for folder in (temporary, settings.BROKER_DIR, settings.MEDIA_ROOT, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    return {"DEBUG": "0", **os.environ, "TMPDIR": str(temporary), "DJANGO_SETTINGS_MODULE": module}


def programs(host: str, port: int, web_workers: int) -> list[Program]:
    """The three programs. Web is vital; worker and scheduler are started again when they end."""
    # The demonstration may be started by root; Celery's warning about that would bury the address.
    python = [sys.executable, "-W", "ignore:You're running the worker", "-m"]
    gunicorn = ["gunicorn", "union.wsgi:application", "--bind", f"{host}:{port}", "--log-level", "warning"]
    gunicorn += ["--workers", str(web_workers), "--worker-class", "gthread", "--threads", "4"]
    gunicorn += ["--graceful-timeout", "5", "--preload"]
    celery = ["celery", "--quiet", "-A", "union"]
    worker = ["worker", "--concurrency", "2", "--loglevel", "WARNING", "-O", "fair"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["beat", "--loglevel", "WARNING", "--pidfile=", "--schedule", str(settings.VAR_DIR / "beat")]
    return [
        Program("网页服务", python + gunicorn, vital=True),
        Program("后台任务", python + celery + worker),
        Program("定时任务", python + celery + beat),
    ]


def wait_for_page(crew: Crew, address: str) -> bool:
    """Wait until the first page answers; False when asked to stop, when web ended, or after a minute."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and not crew.programs[0].ended():
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 (our own http address)
        except urllib.error.HTTPError:
            return True  # an error page is an answer too
        except OSError:
            if crew.stopping.wait(0.1):
                return False
        else:
            return True
    return False
