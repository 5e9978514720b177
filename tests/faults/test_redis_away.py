"""Redis down, then silent, then flushed: requests go on, every job is done once soon after its return."""

import datetime as dt
import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter

import pytest
from django.utils import timezone

from tests import servers
from tests.faults.crew import Crew, database_url
from tests.faults.webserver import WebServer
from tests.faults.worker_app import apps as work
from tests.servers import wait_until
from union.common.models import AuditEvent
from union.jobs.choices import JobState
from union.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
AWAY_SECONDS = float(os.environ.get("FAULTS_AWAY_SECONDS", "8"))  # 60 for the full test
PER_SECOND, BACK_SECONDS, SLOWEST = 5, 60, 1.0
STEP_SECONDS = "0.02"  # of a job: two minutes of five jobs a second are worked off in one by two processes


class Redis:
    """A Redis on a socket: killed, frozen (it takes connections and never answers), started again."""

    def __init__(self, home):
        self.home, self.path = home, home / "redis.sock"
        self.start()

    def start(self):
        self.path.unlink(missing_ok=True)
        command = [servers.program("redis-server", package="redis-server"), "--port", "0", "--save", ""]
        command += ["--unixsocket", str(self.path), "--dir", str(self.home), "--appendonly", "no"]
        with (self.home / "redis.log").open("ab") as log:
            self.child = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        servers.wait_until(self.path.exists, what="Redis listens")

    def signal(self, number):
        self.child.send_signal(number)

    def stop(self):
        self.child.kill()
        self.child.wait()

    def flush(self):
        import redis

        with redis.Redis(unix_socket_path=str(self.path)) as client:
            client.flushall()

    @property
    def url(self):
        return f"redis+socket://{self.path}"


@pytest.fixture
def redis(tmp_path):
    with servers.folder() as home:
        server = Redis(home)
        yield server
        server.signal(signal.SIGCONT)
        server.stop()


def ask_for_jobs(web, seconds):
    """Five requests a second for some seconds, whatever they answer: [(status, seconds)]."""
    answers, threads, pause = [], [], threading.Event()

    def ask():
        status, _text, took = web.ask("POST", "/faults/enqueue/")
        answers.append((status, took))

    for _turn in range(int(seconds * PER_SECOND)):
        threads.append(threading.Thread(target=ask))
        threads[-1].start()
        pause.wait(1 / PER_SECOND)
    for thread in threads:
        thread.join()
    return answers


def p95(answers):
    return sorted(took for _status, took in answers)[int(len(answers) * 0.95)]


def test_redis_down_silent_flushed(redis, tmp_path):
    (tmp_path / "web").mkdir()
    crew = Crew(tmp_path, redis.url, FAULTS_STEP_SECONDS=STEP_SECONDS, FAULTS_OWN_TIMES="1")
    web = WebServer(tmp_path / "web", database_url(), REDIS_URL=redis.url)
    try:
        crew.worker()
        crew.beat()
        answers = ask_for_jobs(web, 1)
        redis.stop()
        answers += ask_for_jobs(web, AWAY_SECONDS)
        redis.start()
        redis.signal(signal.SIGSTOP)
        answers += ask_for_jobs(web, AWAY_SECONDS)
        redis.signal(signal.SIGCONT)
        redis.flush()
        returned = time.monotonic()
        wait_until(
            lambda: not Job.objects.exclude(state=JobState.DONE).exists(),
            seconds=BACK_SECONDS,
            what="all jobs done",
        )
        back = time.monotonic() - returned
    finally:
        web.stop()
        crew.stop()

    print(f"{len(answers)} requests, p95 {p95(answers):.3f} s, all jobs done {back:.1f} s after the return")
    assert {status for status, _took in answers} == {200}
    assert p95(answers) < SLOWEST, p95(answers)
    assert Job.objects.count() == len(answers)
    effects = AuditEvent.objects.filter(note__startswith=work.EFFECT).values_list("note", flat=True)
    assert Counter(effects) == Counter(map(work.effect, Job.objects.values_list("pk", flat=True)))


def test_twin_a_view_that_talks_to_the_broker_itself_fails(redis, tmp_path):
    (tmp_path / "web").mkdir()
    web = WebServer(tmp_path / "web", database_url(), REDIS_URL=redis.url, FAULTS_TWIN="direct")
    try:
        redis.stop()
        answers = ask_for_jobs(web, 2)
    finally:
        web.stop()
        redis.start()

    assert {status for status, _took in answers} != {200} or p95(answers) > SLOWEST


def test_twin_what_nobody_sweeps_is_lost_when_redis_is_flushed(redis, tmp_path):
    (tmp_path / "web").mkdir()
    crew = Crew(tmp_path, redis.url, FAULTS_STEP_SECONDS=STEP_SECONDS, FAULTS_OWN_TIMES="1")
    web = WebServer(tmp_path / "web", database_url(), REDIS_URL=redis.url)
    try:
        ask_for_jobs(web, 1)
        redis.flush()
        Job.objects.update(nudged_at=timezone.now() + dt.timedelta(hours=1))  # nobody looks after what waits
        crew.worker()
        told = json.loads(web.ask("POST", "/faults/enqueue/")[1])["pk"]
        wait_until(lambda: Job.objects.get(pk=told).state == JobState.DONE, what="the last job done")
    finally:
        web.stop()
        crew.stop()

    assert Job.objects.filter(state=JobState.QUEUED).exists()
