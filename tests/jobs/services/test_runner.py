import datetime as dt
import errno
import threading
import time
import uuid

import pytest
from django.core.serializers import serialize
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tests.factories import UserFactory
from tests.jobs.kinds import kind
from union.common.context import current_request_info
from union.common.errors import DomainError
from union.jobs import services, tasks
from union.jobs.choices import JobState
from union.jobs.models import Job, JobPulse, WorkerHeartbeat
from union.jobs.rules import lifecycle
from union.jobs.services.context import JobContext, JobResult
from union.jobs.services.pulse import Cancelled, Fenced, Pulse, ThreadPulse
from union.jobs.services.runner import DISK_FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


def run_now(handler, owner, **options):
    with kind(handler, **options):
        return services.run_now(services.enqueue("test.kind", args={}, actor=owner, title="测试"))


def held(handler=lambda context: None):
    """A claimed job and the context of its attempt."""
    with kind(handler):
        job = services.enqueue("test.kind", args={}, actor=None, title="测试")
    token = services.claim(job.pk)
    job.refresh_from_db()
    return job, JobContext(job, Pulse(job.pk, token))


def test_done_job_tells_its_result(owner):
    seen = {}

    def work(context):
        seen.update(actor=context.actor, channel=current_request_info().channel)
        context.progress(3, 3, "第三行")
        return JobResult(message="共 3 行", link="/x/", data={"rows": 3})

    job = run_now(work, owner)

    assert (job.state, job.message, job.link, job.result["rows"]) == (JobState.DONE, "共 3 行", "/x/", 3)
    assert (job.progress_done, job.progress_total, job.progress_message) == (3, 3, "第三行")
    assert (job.token, job.lease_until, job.percent) == (None, None, 100)
    assert job.retain_until - job.finished_at == dt.timedelta(days=30)
    assert seen == {"actor": owner, "channel": "job"}


@pytest.mark.parametrize("from_disk", [True, False])
def test_result_file_is_kept_under_a_generated_name(owner, tmp_path, from_disk):
    source = tmp_path / "source.xlsx"
    source.write_bytes(b"PK-content")
    file = source if from_disk else b"PK-content"

    job = run_now(lambda context: JobResult(file=file, file_name="会员台账.XLSX"), owner)

    assert job.result_name == "会员台账.XLSX"
    assert job.result_file.read() == b"PK-content"
    job.result_file.close()
    assert "会员" not in job.result_file.name
    assert job.result_file.name.endswith(".xlsx")


def test_refusal_fails_with_its_sentence(owner):
    def refuse(context):
        raise DomainError("文件里没有一行数据")

    job = run_now(refuse, owner)

    assert (job.state, job.error, job.reference) == (JobState.FAILED, "文件里没有一行数据", "")


def test_defect_fails_with_a_reference_and_logs_no_content(owner, caplog):
    name = "王小明"

    def defect(context):
        raise KeyError(name)

    job = run_now(defect, owner)

    assert job.state == JobState.FAILED
    assert "参考号" in job.error
    assert job.reference in caplog.text
    assert name not in caplog.text


@pytest.mark.parametrize("fault", [OperationalError("gone"), OSError("disk")])
def test_passing_fault_is_tried_again_until_the_limit(owner, fault):
    def broken(context):
        raise fault

    with kind(broken, max_attempts=2):
        job = services.run_now(services.enqueue("test.kind", args={}, actor=owner, title="测试"))
        assert (job.state, job.attempts) == (JobState.QUEUED, 1)

        job = services.run_now(job)

    assert (job.state, job.attempts) == (JobState.FAILED, 2)
    assert "多次" in job.error
    assert job.reference


def test_shutdown_puts_the_job_back(owner):
    def interrupted(context):
        raise SystemExit

    with kind(interrupted):
        job = services.enqueue("test.kind", args={}, actor=owner, title="测试")
        with pytest.raises(SystemExit):
            services.run(job.pk, pulse=Pulse)

    job.refresh_from_db()
    assert (job.state, job.token) == (JobState.QUEUED, None)


def test_kind_that_is_gone_fails(owner):
    with kind(lambda context: None):
        job = services.enqueue("test.kind", args={}, actor=owner, title="测试")

    assert services.run_now(job).error == "这类任务已不存在，请重新发起"


def test_cancelled_job_stops_at_its_next_step(owner):
    def work(context):
        services.cancel(context.id, actor=owner)
        context.progress(1, 2)
        raise AssertionError("not reached")

    assert run_now(work, owner).state == JobState.CANCELLED


def test_cancelled_job_does_not_begin_its_last_step(owner):
    def work(context):
        services.cancel(context.id, actor=owner)
        with context.final():
            raise AssertionError("not reached")

    assert run_now(work, owner).state == JobState.CANCELLED


def test_effect_and_done_are_written_together_or_neither(owner):
    def work(context):
        with context.final() as final:
            UserFactory(username="effect")
            final.result = JobResult(message="好", file=b"x", file_name="a.txt")
        raise RuntimeError("after the last step: too late to undo")

    job = run_now(work, owner)

    assert (job.state, job.message) == (JobState.DONE, "好")
    assert type(owner).objects.filter(username="effect").exists()


def test_failed_last_step_leaves_neither_effect_nor_file(owner, settings):
    def work(context):
        with transaction.atomic(), context.final() as final:
            UserFactory(username="effect")
            final.result = JobResult(file=b"x" * 10, file_name="a.txt", data={"bad": object()})

    job = run_now(work, owner)

    assert job.state == JobState.FAILED
    assert not type(owner).objects.filter(username="effect").exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_zombie_can_neither_report_nor_finish():
    job, zombie = held()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    services.sweep()
    winner = services.claim(job.pk)

    with pytest.raises(Fenced):
        zombie.progress(1)
    with pytest.raises(Fenced), zombie.final():
        raise AssertionError("not reached")
    job.refresh_from_db()
    assert (job.state, job.token) == (JobState.RUNNING, winner)


def test_zombie_without_a_token_check_would_finish():
    """The sabotage twin: the same late write by state alone takes the job from the winner."""
    job, _zombie = held()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    services.sweep()
    services.claim(job.pk)

    stolen = Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        state=JobState.DONE, finished_at=timezone.now()
    )

    assert stolen == 1


def test_fenced_attempt_writes_nothing(owner):
    def work(context):
        Job.objects.filter(pk=context.id).update(token=uuid.uuid4())
        raise DomainError("太迟")

    job = run_now(work, owner)

    assert (job.state, job.error) == (JobState.RUNNING, "")


def test_fenced_attempt_ends_silently(owner):
    def work(context):
        Job.objects.filter(pk=context.id).update(token=uuid.uuid4())
        context.progress(1)

    assert run_now(work, owner).state == JobState.RUNNING


def test_claim_is_given_once():
    job, _context = held()

    assert services.claim(job.pk) is None
    assert services.run(job.pk) is None


def test_every_task_run_twice_changes_nothing_more(owner):
    with kind(lambda context: JobResult(message="好")):
        job = services.enqueue("test.kind", args={}, actor=owner, title="测试")
        assert services.run(job.pk, pulse=Pulse) == JobState.DONE
        before = _dump()

        assert tasks.run_job(str(job.pk)) == ""
        tasks.sweep()
        tasks.purge_results()

    assert _dump() == before


def _dump():
    return serialize("json", Job.objects.order_by("pk"))


@pytest.mark.parametrize("pulse", [Pulse, ThreadPulse])
def test_pulse_remembers_the_total(pulse):
    beat = pulse(uuid.uuid4(), uuid.uuid4())
    beat._written_at = float("inf")
    beat.report(1, 9, "a")
    beat.report(2)

    assert (beat._done, beat._total, beat._message) == (2, 9, "a")


@pytest.mark.parametrize(("flag", "error"), [("lost", Fenced), ("cancelled", Cancelled)])
def test_thread_pulse_stops_the_handler(flag, error):
    beat = ThreadPulse(uuid.uuid4(), uuid.uuid4())
    setattr(beat, flag, True)

    with pytest.raises(error):
        beat.report(1)


def test_pulse_outlives_a_database_fault():
    class Faulty(ThreadPulse):
        def write(self):
            raise InterfaceError("gone")

    beat = Faulty(uuid.uuid4(), uuid.uuid4())

    thread = threading.Thread(target=beat._try_write)  # it closes its connection: never the test's own
    thread.start()
    thread.join()
    beat.report(1)
    assert (beat.lost, beat.cancelled) == (False, False)  # the job goes on


def test_worker_that_is_free_takes_the_lost_jobs_oldest_first(owner):
    seen, now = [], timezone.now()
    late, fresh = now - dt.timedelta(seconds=11), now - dt.timedelta(seconds=5)
    with kind(lambda context: seen.append(context.args["n"])):
        for n, nudged_at in enumerate([late, fresh, None, late]):
            job = services.enqueue("test.kind", args={"n": n}, actor=owner, title="测试")
            Job.objects.filter(pk=job.pk).update(nudged_at=nudged_at)
        told = Job.objects.get(args__n=3)

        assert tasks.run_job(str(told.pk)) == JobState.DONE

    assert seen == [3, 0, 2]
    assert Job.objects.get(state=JobState.QUEUED).args == {"n": 1}


def test_worker_begins_no_lost_job_after_its_time(owner):
    with kind(lambda context: None):
        Job.objects.filter(pk=services.enqueue("test.kind", args={}, actor=owner, title="测试").pk).update(
            nudged_at=None
        )

        assert services.run_waiting(seconds=0) == 0
        assert services.run_waiting(seconds=5) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_not_tried_again(owner, number):
    def full(_context):
        raise OSError(number, "no room")

    with kind(full):
        job = services.enqueue("test.kind", args={}, actor=owner, title="测试")
        assert services.run(job.pk, pulse=Pulse) == JobState.FAILED
    job.refresh_from_db()
    assert (job.error, job.attempts) == (DISK_FULL, 1)


@pytest.mark.django_db(transaction=True)
def test_the_thread_stores_progress_and_says_that_its_worker_lives(monkeypatch):
    monkeypatch.setattr(lifecycle, "PROGRESS_EVERY", dt.timedelta(milliseconds=5))
    job, context = held()
    until = time.monotonic() + 5
    with ThreadPulse(job.pk, context.pulse.token) as pulse:
        pulse.report(3, 9, "写入")
        while not JobPulse.objects.filter(job=job, done=3).exists() and time.monotonic() < until:
            threading.Event().wait(0.01)
    stored = JobPulse.objects.get(job=job)
    assert (stored.done, stored.total, stored.message, pulse.lost) == (3, 9, "写入", False)
    assert WorkerHeartbeat.objects.filter(kind="worker").exists()
