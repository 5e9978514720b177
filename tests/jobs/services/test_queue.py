import pytest
from django.db import transaction

from tests.factories import AppointmentFactory, UserFactory
from tests.jobs.kinds import kind
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.jobs import services
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def test_kind():
    with kind(lambda context: None) as key:
        yield key


def enqueue(owner, **options):
    return services.enqueue("test.kind", args={"n": 1}, actor=owner, title="测试", **options)


def test_enqueue_writes_a_queued_job(owner, test_kind):
    job = enqueue(owner)

    job.refresh_from_db()
    assert (job.state, job.args, job.requested_by, job.attempts) == (JobState.QUEUED, {"n": 1}, owner, 0)


def test_enqueue_refuses_an_unknown_kind(owner):
    with pytest.raises(DomainError, match="没有"):
        enqueue(owner)


def test_enqueue_asks_who_may_start(owner):
    with kind(lambda context: None, may_start=lambda user: False), pytest.raises(NotPermittedError):
        enqueue(owner)


def test_enqueue_lets_the_system_start_everything():
    with kind(lambda context: None, may_start=lambda user: False):
        assert enqueue(None).requested_by is None


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.DONE])
def test_same_key_returns_the_living_job(owner, test_kind, state):
    first = enqueue(owner, key="export:1")
    if state == JobState.DONE:
        services.run_now(first)

    assert enqueue(owner, key="export:1") == first
    assert Job.objects.count() == 1


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_ended_job_gives_its_key_up(owner, test_kind, state):
    first = enqueue(owner, key="export:1")
    Job.objects.filter(pk=first.pk).update(state=state, finished_at=first.created_at)

    second = enqueue(owner, key="export:1")

    assert second != first
    assert list(Job.objects.filter(key="export:1")) == [second]


def test_nudge_leaves_after_the_commit(owner, test_kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue(owner)
    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_rolled_back_enqueue_leaves_nothing(owner, test_kind):
    with transaction.atomic():
        enqueue(owner)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_cancel_takes_a_waiting_job_out(owner, test_kind):
    job = services.cancel(enqueue(owner).pk, actor=owner)

    assert job.state == JobState.CANCELLED
    assert job.finished_at is not None
    assert AuditEvent.objects.filter(object_id=str(job.pk), actor_id=owner.pk).count() == 1


def test_cancel_asks_a_running_job_to_stop(owner, test_kind):
    job = enqueue(owner)
    services.claim(job.pk)

    job = services.cancel(job.pk, actor=owner)

    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)


def test_cancel_refuses_an_ended_job(owner, test_kind):
    job = services.run_now(enqueue(owner))
    with pytest.raises(TransitionError, match="已完成"):
        services.cancel(job.pk, actor=owner)


def test_cancel_refuses_strangers(owner, test_kind):
    with pytest.raises(NotPermittedError):
        services.cancel(enqueue(owner).pk, actor=UserFactory())


def test_administrator_may_cancel(owner, test_kind):
    administrator = AppointmentFactory(office=Office.SYSTEM_ADMIN).user

    assert services.cancel(enqueue(owner).pk, actor=administrator).state == JobState.CANCELLED


def test_retry_puts_a_failed_job_back(owner):
    def refuse(context):
        raise DomainError("文件已删除")

    with kind(refuse):
        failed = services.run_now(enqueue(owner))
        assert (failed.state, failed.error) == (JobState.FAILED, "文件已删除")

        job = services.retry(failed.pk, actor=owner)

    assert (job.state, job.attempts, job.error, job.token, job.finished_at) == (
        JobState.QUEUED, 0, "", None, None,
    )  # fmt: skip


def test_retry_refuses_a_waiting_job(owner, test_kind):
    with pytest.raises(TransitionError, match="排队中"):
        services.retry(enqueue(owner).pk, actor=owner)


def test_retry_refuses_strangers(owner, test_kind):
    job = services.cancel(enqueue(owner).pk, actor=owner)
    with pytest.raises(NotPermittedError):
        services.retry(job.pk, actor=UserFactory())


def test_retry_refuses_who_may_not_start_any_more(owner):
    allowed = [True]
    with kind(lambda context: None, may_start=lambda user: allowed[0]):
        job = services.cancel(enqueue(owner).pk, actor=owner)
        allowed[0] = False
        with pytest.raises(NotPermittedError):
            services.retry(job.pk, actor=owner)
