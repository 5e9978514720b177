"""While a job writes its result and holds its row: the page moves on, the lease lives, nobody waits."""

import threading
import time

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.jobs.kinds import kind
from tests.servers import wait_until
from union.common.errors import TransitionError
from union.jobs import services
from union.jobs.choices import JobState
from union.jobs.models import Job, JobPulse
from union.jobs.rules import lifecycle
from union.jobs.services import runner
from union.jobs.services.pulse import ThreadPulse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def writing(monkeypatch):
    """A job in the middle of its final step, in a thread; ends when the event is set."""
    monkeypatch.setattr(lifecycle, "PROGRESS_EVERY", lifecycle.PROGRESS_EVERY / 20)
    middle, end = threading.Event(), threading.Event()

    def work(context):
        with context.final():
            context.progress(7, 10, "正在写入")
            middle.set()
            end.wait(20)
            context.progress(10, 10, "正在写入")

    def run(job_id):
        try:
            runner.run(job_id, pulse=ThreadPulse)
        finally:
            connection.close()

    with kind(work):
        owner = UserFactory()
        job = services.enqueue("test.kind", args={}, actor=owner, title="测试")
        thread = threading.Thread(target=run, args=(job.pk,))
        thread.start()
        assert middle.wait(20)
        yield job, owner, end
        end.set()
        thread.join()
    job.refresh_from_db()
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 10, 10)


def test_the_page_shows_progress_during_the_last_step(writing, client):
    job, owner, _end = writing
    wait_until(lambda: JobPulse.objects.filter(job=job, done=7).exists(), what="progress from inside final()")

    client.force_login(owner)
    page = client.get(reverse("jobs:job_progress", args=[job.pk])).content.decode()

    assert "正在写入" in page
    assert "70" in page
    assert Job.objects.get(pk=job.pk).progress_done == 0  # the locked row itself stands still


def test_its_lease_is_renewed_beside_the_locked_row(writing):
    job, _owner, end = writing
    wait_until(lambda: JobPulse.objects.filter(job=job).exists(), what="a pulse")
    late = timezone.now() + lifecycle.LEASE
    token = Job.objects.get(pk=job.pk).token
    JobPulse.objects.filter(job=job).update(lease_until=late + lifecycle.LEASE)

    assert not Job.objects.expired(late).exists()
    JobPulse.objects.filter(job=job).update(token="0" * 32)
    assert [found.pk for found in Job.objects.expired(late)] == [
        job.pk
    ]  # another attempt's pulse counts for nothing
    JobPulse.objects.filter(job=job).update(token=token)
    end.set()


def test_a_wish_to_cancel_is_answered_at_once(writing):
    job, owner, _end = writing
    began = time.monotonic()

    with pytest.raises(TransitionError, match="正在写入结果"):
        services.cancel(job.pk, actor=owner)

    assert time.monotonic() - began < 5
