import datetime as dt

import pytest
from django.utils import timezone

from tests.jobs.brokers import broker
from tests.jobs.kinds import kind
from union.jobs import services, transport
from union.jobs.choices import JobState, ProcessKind
from union.jobs.models import Job, WorkerHeartbeat
from union.jobs.services import JobResult, presence, sweeper

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _kind():
    with kind(lambda context: JobResult(file=b"x", file_name="a.txt")):
        yield


@pytest.fixture
def sent(settings):
    """Ids of the jobs whose nudge has reached the broker."""
    with broker(settings, "memory://") as sent:
        yield sent


def job(**values):
    new = services.enqueue("test.kind", args={}, actor=None, title="测试")
    Job.objects.filter(pk=new.pk).update(**values)
    return new


def dead(**values):
    """A job whose worker was killed a while ago."""
    new = job()
    services.claim(new.pk)
    Job.objects.filter(pk=new.pk).update(lease_until=NOW - dt.timedelta(seconds=1), **values)
    return new


def test_expired_lease_goes_back_and_is_nudged_at_once(sent):
    lost = dead()

    swept = services.sweep(NOW)

    lost.refresh_from_db()
    assert (lost.state, lost.token, lost.attempts) == (JobState.QUEUED, None, 1)
    assert (swept.requeued, swept.nudged, sent()) == (1, 1, [str(lost.pk)])


def test_too_many_attempts_fail_and_are_shown(sent):
    lost = dead(attempts=3)

    assert services.sweep(NOW).failed == 1

    lost.refresh_from_db()
    assert lost.state == JobState.FAILED
    assert "多次中断" in lost.error
    assert lost.reference


def test_lost_job_that_was_to_be_cancelled_is_cancelled(sent):
    lost = dead(cancel_requested=True)

    assert services.sweep(NOW).cancelled == 1

    lost.refresh_from_db()
    assert lost.state == JobState.CANCELLED


def test_living_job_is_left_alone(sent):
    living = job()
    services.claim(living.pk)

    swept = services.sweep(NOW)

    living.refresh_from_db()
    assert living.state == JobState.RUNNING
    assert (swept.requeued, swept.nudged) == (0, 0)


def test_fresh_job_is_not_nudged_again_and_an_old_one_is(sent):
    job(nudged_at=NOW - dt.timedelta(seconds=5))
    old = job(nudged_at=NOW - dt.timedelta(seconds=11))
    job(nudged_at=NOW - dt.timedelta(seconds=11), nudges=1)

    assert services.sweep(NOW).nudged == 1

    old.refresh_from_db()
    assert (old.nudges, old.nudged_at) == (1, NOW)


def test_broker_that_refuses_ends_the_round_and_counts_nothing(settings):
    with broker(settings, "redis://127.0.0.1:1/0"):
        waiting = [job(nudged_at=None) for _ in range(3)]

        assert services.sweep(NOW).nudged == 0
        assert transport.breaker.is_open()

    assert Job.objects.filter(pk__in=[each.pk for each in waiting], nudges=0).count() == 3


def test_one_round_sends_a_bounded_number(sent):
    for _ in range(sweeper.NUDGES_PER_SWEEP + 2):
        job(nudged_at=None)

    assert services.sweep(NOW).nudged == sweeper.NUDGES_PER_SWEEP
    assert len(sent()) == sweeper.NUDGES_PER_SWEEP


def test_purge_removes_row_and_file_past_their_time(settings):
    old = services.run_now(job())
    kept = services.run_now(job())
    Job.objects.filter(pk=old.pk).update(retain_until=NOW - dt.timedelta(days=1))
    presence.seen("worker@old", ProcessKind.WORKER)
    WorkerHeartbeat.objects.update(seen_at=NOW - dt.timedelta(days=8))

    assert services.purge_results(NOW) == 1

    assert list(Job.objects.all()) == [kept]
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1
    assert not WorkerHeartbeat.objects.exists()


def test_presence_keeps_one_row_per_process():
    presence.seen("worker@a", ProcessKind.WORKER)
    presence.seen("worker@a", ProcessKind.WORKER)
    presence.seen("beat@a", ProcessKind.BEAT)

    assert WorkerHeartbeat.objects.count() == 2
