"""200 members press “sign up” for 50 places at once against two web processes; then 20 withdraw at once.

Each round: exactly 50 in, 150 waiting 1 … 150, no error page; the first 20 move up, each told once.
20 rounds (UNION_RUSH_ROUNDS) on the engine of the run; `pytest tests/faults --db=sqlite` for the other.
"""

import concurrent.futures
import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from events.models import ActivitySession, SignUp
from tests import servers
from tests.factories_events import make_activity, people
from union.reminders.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True)]
PEOPLE, PLACES, LEAVING = 200, 50, 20
ROUNDS = int(os.environ.get("UNION_RUSH_ROUNDS", "20"))
THREADS = 40
ROOT = Path(__file__).parents[2]


def database_url():
    """The suite's database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{quote(values['HOST'], safe='')}/{values['NAME']}"


@contextlib.contextmanager
def web(folder):
    """gunicorn with two processes of the product on the test database."""
    port = servers.free_port()
    values = {"DJANGO_SETTINGS_MODULE": "union.settings.test", "PYTHONPATH": str(ROOT)}
    values |= {"DATABASE_URL": database_url(), "UNION_VAR_DIR": str(folder)}
    command = [
        sys.executable, "-m", "gunicorn", "union.wsgi:application", "--workers", "2", "--threads", "8",
        "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}", "--timeout", "120",
        "--worker-tmp-dir", str(folder), "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **values}, start_new_session=True)
    try:
        servers.wait_until(lambda: answers(port), seconds=90, what="the web processes answer")
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def cookies_of(users):
    """A session for each user, as the login page makes them."""
    found = []
    for user in users:
        client = Client()
        client.force_login(user)
        assert {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY} <= set(client.session.keys())
        found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def post(port, path, session, data):
    """A browser's POST with CSRF cookie and token; returns the status and where it leads."""
    csrf = "a" * 32
    jar = SimpleCookie({settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: csrf})
    headers = {
        "Cookie": "; ".join(f"{key}={morsel.value}" for key, morsel in jar.items()),
        "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost",
    }  # fmt: skip
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    call.request("POST", path, urlencode({**data, "csrfmiddlewaretoken": csrf}), headers)
    answer = call.getresponse()
    answer.read()
    call.close()
    return answer.status, answer.headers.get("Location", "")


def all_at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(*call) for call in calls]]


def test_rush(tmp_path):
    members = people(PEOPLE)
    sessions = cookies_of([member.user for member in members])
    with web(tmp_path) as port:
        took = [one_round(port, members, sessions) for _ in range(ROUNDS)]
    print(f"{connection.vendor}: {ROUNDS} rounds, {PEOPLE / (sum(took) / len(took)):.0f} sign-ups/s")


def one_round(port, members, sessions):
    activity = make_activity(PLACES)
    path = f"/events/activities/{activity.pk}/signup/"
    data = {"session": activity.session.pk, "note": ""}
    begun = time.monotonic()
    answers = all_at_once([(post, port, path, session, data) for session in sessions])
    took = time.monotonic() - begun
    assert {status for status, _ in answers} == {302}
    assert all(re.fullmatch(r"/events/activities/\d+/", where) for _, where in answers)
    rows = SignUp.objects.filter(activity=activity)
    waiting = rows.filter(state="waiting").order_by("waiting_number")
    assert rows.filter(state="confirmed").count() == PLACES
    assert list(waiting.values_list("waiting_number", flat=True)) == list(range(1, PEOPLE - PLACES + 1))
    first = list(waiting.values_list("pk", flat=True)[:LEAVING])
    by_user = dict(zip([member.pk for member in members], sessions, strict=True))
    leaving = list(rows.filter(state="confirmed")[:LEAVING])
    answers = all_at_once(
        [(post, port, f"/events/signups/{row.pk}/withdraw/", by_user[row.member_id], {}) for row in leaving]
    )
    assert {status for status, _ in answers} == {302}
    moved = rows.filter(state="confirmed", waiting_number__isnull=False)
    assert sorted(moved.values_list("pk", flat=True)) == sorted(first)
    assert rows.filter(state="confirmed").count() == PLACES
    assert ActivitySession.objects.get(activity=activity).taken == PLACES
    keys = Notice.objects.filter(key__in=[f"signup:{pk}:moved-up" for pk in first])
    assert keys.count() == LEAVING
    return took
