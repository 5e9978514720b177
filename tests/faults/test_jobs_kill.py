"""Real Celery workers, killed and frozen in the middle: every job is done exactly once."""

import os
import signal
from collections import Counter

import pytest

from tests.faults.crew import Crew, kill
from tests.faults.worker_app import apps as work
from tests.jobs.brokers import broker
from tests.servers import wait_until
from union.common.models import AuditEvent
from union.common.registries import job_kinds
from union.jobs import services
from union.jobs.choices import JobState, ProcessKind
from union.jobs.models import Job, WorkerHeartbeat

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = 24


@pytest.fixture
def crew(tmp_path):
    crew = Crew(tmp_path)
    yield crew
    crew.stop()


@pytest.fixture(autouse=True)
def _kind():
    work.register()
    yield
    job_kinds._entries.pop(work.KIND, None)


def enqueue(count):
    return [services.enqueue(work.KIND, args={"n": n}, actor=None, title="测试") for n in range(count)]


def done():
    return Job.objects.filter(state=JobState.DONE).count()


def in_the_middle():
    return done() >= JOBS // 3 and Job.objects.filter(state=JobState.RUNNING, progress_done=0).exists()


def all_done_once(jobs):
    """Wait for every job, then look at what they left behind."""
    wait_until(lambda: done() == len(jobs), seconds=60, what="all jobs done")
    effects = AuditEvent.objects.filter(note__startswith=work.EFFECT).values_list("note", flat=True)
    assert Counter(effects) == Counter(work.effect(job.pk) for job in jobs)


def message_folder(crew):
    folder = crew.folder / "broker" / "messages"
    folder.mkdir(parents=True)
    control = folder.with_name("control")
    return {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(control)}


def test_killed_worker_on_files(crew, settings):
    with broker(settings, "filesystem://", **message_folder(crew)):
        first = crew.worker()
        crew.beat()
        jobs = enqueue(JOBS)
        wait_until(in_the_middle, what="a third of the jobs done, more running")
        kill(first)
        assert done() < JOBS
        crew.worker()
        all_done_once(jobs)

    assert Job.objects.filter(attempts=2).exists()  # the kill did hit running jobs
    assert set(WorkerHeartbeat.objects.values_list("kind", flat=True)) == set(ProcessKind.values)


def test_frozen_worker_is_fenced_out(crew, settings):
    """A worker that stands still past its lease wakes up as a zombie and can write nothing."""
    with broker(settings, "filesystem://", **message_folder(crew)):
        zombie = crew.worker()
        crew.beat()
        jobs = enqueue(2)
        wait_until(lambda: Job.objects.filter(state=JobState.RUNNING).count() == 2, what="both are running")
        os.killpg(zombie.pid, signal.SIGSTOP)
        held = set(Job.objects.filter(state=JobState.RUNNING).values_list("token", flat=True))
        crew.worker()
        all_done_once(jobs)
        os.killpg(zombie.pid, signal.SIGCONT)
        more = enqueue(4)
        all_done_once([*jobs, *more])

    assert held
    assert Job.objects.filter(attempts=2).count() == len(held)


def test_killed_worker_and_lost_queue_on_redis(tmp_path, settings, redis_url, celery_redis_url):
    """kill -9 of the worker, and FLUSHALL behind its back: the rows know what is to be done."""
    import redis

    crew = Crew(tmp_path, celery_redis_url)
    try:
        with broker(settings, celery_redis_url, global_keyprefix="union:"):
            first = crew.worker()
            crew.beat()
            jobs = enqueue(JOBS)
            wait_until(in_the_middle, what="a third of the jobs done, more running")
            kill(first)
            with redis.Redis.from_url(redis_url) as client:
                client.flushall()
            crew.worker()
            all_done_once(jobs)
    finally:
        crew.stop()

    assert Job.objects.filter(attempts=2).exists()
