"""Two people press 确认导入 at the same moment."""

import threading

import pytest
from django.db import connection, connections

from members.models import Member
from tests.factories import officer
from tests.imports.files import person, workbook
from tests.imports.steps import check, run_jobs
from union.common.errors import TransitionError
from union.imports.choices import BatchState
from union.imports.models import ImportBatch
from union.imports.services import batches
from union.jobs.models import Job

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CLERKS = 4


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


def confirm_at_once(batch, clerks):
    """Confirm from one thread per clerk; what each was told."""
    gate, answers = threading.Barrier(len(clerks)), []

    def confirm(clerk):
        gate.wait(timeout=20)
        try:
            batches.confirm(batch.pk, actor=clerk)
            answers.append("ok")
        except TransitionError as error:
            answers.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[clerk]) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_confirmed_once_and_written_once(units):
    batch = check(workbook([person(n) for n in range(1, 6)]))
    answers = confirm_at_once(batch, [officer() for _ in range(CLERKS)])

    assert answers.count("ok") == 1
    assert all("已有人确认" in answer for answer in answers if answer != "ok")
    assert Job.objects.filter(kind="imports.apply").count() == 1
    assert run_jobs().state == BatchState.APPLIED
    assert Member.objects.count() == 5


def test_without_the_lock_the_race_is_lost(units, monkeypatch):
    """The twin that shows that the test above can fail: everybody reads 待确认 before anybody writes."""
    batch = check(workbook([person(1)]))
    gate = threading.Barrier(CLERKS)

    def unlocked(batch_id):
        found = ImportBatch.objects.get(pk=batch_id)
        gate.wait(timeout=20)
        return found

    clerks = [officer() for _ in range(CLERKS)]
    monkeypatch.setattr(batches, "locked", unlocked)
    assert confirm_at_once(batch, clerks).count("ok") == CLERKS
