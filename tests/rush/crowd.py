"""The crowd: members with sessions made beforehand, a server of two processes, and one round of the rush."""

import concurrent.futures
import contextlib
import http.client
import importlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from events.models import ActivitySession, SignUp
from tests import servers
from tests.factories_events import make_activity, people
from union.reminders.models import Notice

THREADS = 40
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Crowd:
    """A port where the product answers, and the session of each member."""

    port: int
    sessions: dict[int, str]


def database_url():
    """The suite's database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{quote(values['HOST'], safe='')}/{values['NAME']}"


@contextlib.contextmanager
def gathered(folder, count):
    """`count` members, logged in, before gunicorn with two processes on the test database."""
    sessions = {member.pk: _session(member.user) for member in people(count)}
    port = servers.free_port()
    values = {"DJANGO_SETTINGS_MODULE": "union.settings.test", "PYTHONPATH": str(ROOT)}
    values |= {"DATABASE_URL": database_url(), "UNION_VAR_DIR": str(folder)}
    command = [sys.executable, "-m", "gunicorn", "tests.rush.wsgi", "--workers", "2", "--threads", "8"]
    command += ["--preload", "--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "error"]
    command += ["--worker-tmp-dir", str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **values},
        preexec_fn=servers.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - as in servers
    )  # fmt: skip
    try:
        servers.wait_until(lambda: _answers(port), seconds=120, what="the web processes answer")
        yield Crowd(port, sessions)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _session(user):
    """A session as the login page makes it."""
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.create()
    return store.session_key


def _answers(port):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(link):
        link.request("GET", "/health/live", headers={"Host": "localhost"})
        return link.getresponse().status == 200
    return False


def _post(port, path, session, data, headers):
    """A browser's POST with CSRF cookie and token; returns the status and where it leads."""
    csrf = "a" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={csrf}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost", "Cookie": cookie}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as link:
        link.request("POST", path, urlencode({**data, "csrfmiddlewaretoken": csrf}), {**form, **headers})
        answer = link.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


def _all_at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(_post, *call) for call in calls]]


def _no_error(answers):
    refused = [status for status, _ in answers if status != 302]
    assert not refused, f"error pages: {refused}"


def one_round(crowd, *, places, leaving, headers=None):
    """All press; then `leaving` of those inside withdraw at once. Returns the seconds the pressing took.

    Raises:
        AssertionError: an error page, too many or too few inside, a gap in the waiting list, the wrong ones
            moved up, somebody told twice or not at all.
    """
    activity, headers = make_activity(places), headers or {}
    path, data = f"/events/activities/{activity.pk}/signup/", {"session": activity.session.pk, "note": ""}
    begun = time.monotonic()
    answers = _all_at_once([(crowd.port, path, key, data, headers) for key in crowd.sessions.values()])
    took = time.monotonic() - begun
    _no_error(answers)
    assert all(re.fullmatch(r"/events/activities/\d+/", where) for _, where in answers)
    rows = SignUp.objects.filter(activity=activity)
    waiting = rows.filter(state="waiting").order_by("waiting_number")
    assert rows.filter(state="confirmed").count() == places
    numbers = list(waiting.values_list("waiting_number", flat=True))
    assert numbers == list(range(1, len(crowd.sessions) - places + 1))
    _withdraw(crowd, rows, leaving, headers)
    assert ActivitySession.objects.get(activity=activity).taken == places
    return took


def _withdraw(crowd, rows, leaving, headers):
    places = rows.filter(state="confirmed").count()
    waiting = rows.filter(state="waiting").order_by("waiting_number")
    first = list(waiting.values_list("pk", flat=True)[:leaving])
    gone = list(rows.filter(state="confirmed")[:leaving])
    answers = _all_at_once(
        [
            (crowd.port, f"/events/signups/{row.pk}/withdraw/", crowd.sessions[row.member_id], {}, headers)
            for row in gone
        ]
    )
    _no_error(answers)
    moved = rows.filter(state="confirmed", waiting_number__isnull=False)
    assert sorted(moved.values_list("pk", flat=True)) == sorted(first)
    assert rows.filter(state="confirmed").count() == places
    told = Notice.objects.filter(key__startswith="signup:", key__endswith=":moved-up")
    told = told.filter(key__in=[f"signup:{pk}:moved-up" for pk in rows.values_list("pk", flat=True)])
    assert sorted(told.values_list("key", flat=True)) == sorted(f"signup:{pk}:moved-up" for pk in first)
    assert told.values("user").distinct().count() == leaving
