import threading

import pytest
from django.db import connection, connections

from union.common import audit
from union.common.choices import AuditAction
from union.common.models import AuditEvent

WRITERS, EACH = 50, 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_writers_do_not_fork_the_chain():
    if connection.vendor != "postgresql":
        pytest.skip("needs concurrent writers")
    gate = threading.Barrier(WRITERS)
    failures = []

    def write(number):
        try:
            gate.wait()
            for _ in range(EACH):
                audit.record(AuditAction.UPDATE, None, actor=None, note=f"writer {number}")
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)
        finally:
            connections.close_all()

    before = AuditEvent.objects.count()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert AuditEvent.objects.count() == before + WRITERS * EACH
    assert audit.verify() == []
