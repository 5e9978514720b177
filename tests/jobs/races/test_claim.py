"""Many workers told of the same job: one gets it. With the sabotage twin that shows the race is real."""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from tests.jobs.kinds import kind
from union.jobs import services
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.rules.lifecycle import LEASE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WORKERS = 8


@pytest.fixture
def job():
    with kind(lambda context: None):
        yield services.enqueue("test.kind", args={}, actor=None, title="测试")


def at_once(action):
    """Run `action` in WORKERS threads that start together; return what each got."""
    barrier, results = threading.Barrier(WORKERS), []

    def work():
        try:
            barrier.wait()
            results.append(action(barrier))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_worker_gets_the_job(job):
    tokens = at_once(lambda _barrier: services.claim(job.pk))

    job.refresh_from_db()
    assert [token for token in tokens if token] == [job.token]
    assert job.attempts == 1


def test_without_the_condition_everybody_gets_it(job):
    def careless(barrier):
        seen = Job.objects.get(pk=job.pk)
        barrier.wait()
        if seen.state != JobState.QUEUED:
            return None
        seen.state, seen.token, seen.lease_until = JobState.RUNNING, uuid.uuid4(), timezone.now() + LEASE
        seen.save()
        return seen.token

    tokens = at_once(careless)

    assert len([token for token in tokens if token]) > 1


def test_same_key_enqueued_at_once_is_one_job():
    with kind(lambda context: None):
        jobs = at_once(
            lambda _barrier: services.enqueue("test.kind", args={}, actor=None, title="测试", key="export:1")
        )

    assert len({job.pk for job in jobs}) == 1
    assert Job.objects.count() == 1


def test_pulse_thread_shows_progress_of_a_long_transaction(job):
    """What a handler reports inside a transaction is seen by others before it commits."""
    from union.jobs.services.pulse import ThreadPulse

    seen = threading.Event()

    def watch():
        try:
            while not seen.wait(0.05):
                if Job.objects.filter(pk=job.pk, progress_done=5).exists():
                    seen.set()
        finally:
            connection.close()

    def work(context):
        from django.db import transaction

        with transaction.atomic():
            context.progress(5, 10)
            assert seen.wait(20)

    with kind(work, key="test.long"):
        Job.objects.filter(pk=job.pk).update(kind="test.long")
        watcher = threading.Thread(target=watch)
        watcher.start()
        assert services.run(job.pk, pulse=ThreadPulse) == JobState.DONE
        watcher.join()


def test_sweep_passes_over_a_job_that_a_frozen_worker_holds_locked(job):
    """A worker that stands still inside its last transaction must not stop the sweeper for all others."""
    from django.db import transaction

    other = services.enqueue("test.kind", args={}, actor=None, title="测试")
    for each in (job, other):
        services.claim(each.pk)
    Job.objects.update(lease_until=timezone.now() - LEASE)
    swept = []

    def sweep():
        try:
            swept.append(services.sweep().requeued)
        finally:
            connection.close()

    with transaction.atomic():
        Job.objects.select_for_update().get(pk=job.pk)
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(20)

    assert swept == [1]
