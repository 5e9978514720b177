"""Brokers for tests: one in memory, one that refuses, one that never answers."""

import contextlib
import socket

from celery import Celery

from union.jobs import transport


@contextlib.contextmanager
def broker(settings, url, **options):
    """Make `url` the broker that nudges go to; yields a function that returns the job ids sent."""
    usual = transport.app
    transport.app = app = Celery("test", broker=url, set_as_current=False)
    app.conf.update(
        task_publish_retry=False, broker_transport_options=options or {"socket_connect_timeout": 0.3}
    )
    settings.UNION_JOBS_NUDGE = True
    transport.breaker.reset()
    try:
        yield lambda: _sent(app)
    finally:
        transport.breaker.reset()
        if url == "memory://":
            _sent(app)
        transport.app = usual


def _sent(app):
    found = []
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as waiting:
        while waiting.qsize():
            message = waiting.get_nowait()
            message.ack()
            found.append(message.payload[0][0])
    return found


@contextlib.contextmanager
def silent_port():
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
