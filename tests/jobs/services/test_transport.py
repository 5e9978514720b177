import uuid

import kombu
import pytest

from tests.jobs.brokers import broker, silent_port
from tests.jobs.kinds import kind
from union.celery import BROKER_AGAIN_SECONDS, app
from union.jobs import services, transport
from union.jobs.choices import JobState

JOB = uuid.UUID(int=1)


def test_nudge_reaches_the_broker(settings):
    with broker(settings, "memory://") as sent:
        assert transport.nudge(JOB) is True
        assert sent() == [str(JOB)]


def test_nudge_is_switched_off_by_the_setting(settings):
    with broker(settings, "memory://") as sent:
        settings.UNION_JOBS_NUDGE = False
        assert transport.nudge(JOB) is False
        assert sent() == []


def test_broker_that_refuses_is_left_alone_for_a_while(settings):
    with broker(settings, "redis://127.0.0.1:1/0"):
        assert transport.nudge(JOB) is False
        assert transport.breaker.is_open()


def test_broker_that_never_answers_is_not_waited_for(settings, monkeypatch):
    """Celery's own publish hangs 25 s here; the test ends because nudge does not wait for it."""
    monkeypatch.setattr(transport, "WAIT_SECONDS", 0.2)
    with silent_port() as port, broker(settings, f"redis://127.0.0.1:{port}/0"):
        assert transport.nudge(JOB) is False
        assert transport.breaker.is_open()


def test_open_breaker_sends_nothing(settings):
    with broker(settings, "memory://") as sent:
        transport.breaker.trip()
        assert transport.nudge(JOB) is False
        assert sent() == []


def test_breaker_closes_by_itself():
    breaker = transport.CircuitBreaker(rest=0)
    breaker.trip()

    assert not breaker.is_open()


def _waits(connection, monkeypatch, tries=12):
    """Seconds between the tries of a connection whose broker is away."""
    waits = []
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda _seconds: None)
    with pytest.raises(kombu.exceptions.OperationalError):
        connection.ensure_connection(lambda _error, wait: waits.append(wait), tries)
    return waits


def test_broker_that_is_back_is_met_within_seconds(settings, monkeypatch):
    """Twin: Kombu's own connection sleeps up to half a minute beside it."""
    away = "redis://127.0.0.1:1/0"
    assert app.conf.broker_connection_max_retries is None
    with broker(settings, away):
        for connect in (app.connection_for_read, app.connection_for_write):
            assert max(_waits(connect(away, transport="redis"), monkeypatch)) == BROKER_AGAIN_SECONDS
        assert max(_waits(kombu.Connection(away), monkeypatch)) > 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["memory://", "redis://127.0.0.1:1/0"])
def test_enqueue_never_notices_the_broker(settings, url):
    with kind(lambda context: None), broker(settings, url):
        job = services.enqueue("test.kind", args={}, actor=None, title="测试")

        assert services.run_now(job).state == JobState.DONE
