"""The product as two web processes serve it; where a request carries `X-Rush-Twin`, the lock is gone.

Without the lock all TWIN_PEOPLE (over both processes: the barrier lies in shared memory) read the activity
before one of them writes. On SQLite the lock is the IMMEDIATE transaction: the twin begins DEFERRED.
"""

import multiprocessing
import threading

from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from tests import clock
from tests.rush import TWIN_HEADER, TWIN_PEOPLE

clock.start()
application = get_wsgi_application()

from events.models import Activity  # noqa: E402 - models need the set-up
from events.services import places  # noqa: E402

_gate = multiprocessing.get_context("fork").Barrier(TWIN_PEOPLE)
_request = threading.local()
_locked = places.lock_activity


def _lock_activity(activity_id):
    if not _request.twin:
        return _locked(activity_id)
    row = Activity.objects.get(pk=activity_id)
    _gate.wait(timeout=30)
    return row


def _note(environ=None, **_kwargs):
    _request.twin = f"HTTP_{TWIN_HEADER.upper().replace('-', '_')}" in (environ or {})


def _begin_deferred(connection, **_kwargs):
    if connection.vendor == "sqlite" and getattr(_request, "twin", False):
        connection.transaction_mode = None


places.lock_activity = _lock_activity
request_started.connect(_note)
connection_created.connect(_begin_deferred)
