import pytest
from celery import Celery
from django.db import OperationalError, connection

from union.celery import app
from union.jobs import beat
from union.jobs.choices import ProcessKind
from union.jobs.models import WorkerHeartbeat
from union.jobs.rules.lifecycle import RENEW_EVERY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scheduler(tmp_path):
    quiet = Celery("test", broker="memory://", set_as_current=False)
    scheduler = beat.HeartbeatScheduler(app=quiet, schedule_filename=str(tmp_path / "beat"))
    yield scheduler
    scheduler.close()


def test_the_product_uses_this_scheduler():
    assert app.conf.beat_scheduler == f"{beat.__name__}:{beat.HeartbeatScheduler.__name__}"


def test_tick_shows_life_once_per_interval(scheduler):
    pause = scheduler.tick()
    first = WorkerHeartbeat.objects.get(kind=ProcessKind.BEAT).seen_at
    scheduler.tick()

    assert pause <= RENEW_EVERY.total_seconds()
    assert WorkerHeartbeat.objects.get().seen_at == first


def test_clock_goes_on_without_a_database(scheduler):
    def away(*_arguments):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        assert scheduler.tick() > 0

    assert not WorkerHeartbeat.objects.exists()
