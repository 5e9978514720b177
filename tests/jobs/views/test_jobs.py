import pytest
from django.urls import reverse

from tests.factories import AppointmentFactory, UserFactory
from tests.jobs.kinds import kind
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.common.models import AuditEvent
from union.jobs import services
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.services import JobResult
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind():
    result = JobResult(message="共 3 行", link="/x/", file=b"PK-content", file_name="会员 台账.xlsx")
    with kind(lambda context: result):
        yield


@pytest.fixture
def owner(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def administrator():
    return AppointmentFactory(office=Office.SYSTEM_ADMIN).user


def queued(owner, title="导出会员台账"):
    return services.enqueue("test.kind", args={}, actor=owner, title=title)


def url(name, job):
    return reverse(f"jobs:{name}", args=[job.pk])


def test_list_shows_own_jobs_only(client, owner):
    queued(owner)
    queued(UserFactory(), title="别人的任务")

    page = client.get(reverse("jobs:job_list")).content.decode()

    assert "导出会员台账" in page
    assert "别人的任务" not in page


def test_empty_list_says_what_it_is_for(client, owner):
    assert "还没有任务" in client.get(reverse("jobs:job_list")).content.decode()


def test_everyone_is_for_administrators(client, owner, administrator):
    queued(UserFactory(), title="别人的任务")
    assert "别人的任务" not in client.get(reverse("jobs:job_list") + "?all=1").content.decode()

    client.force_login(administrator)

    assert "别人的任务" in client.get(reverse("jobs:job_list") + "?all=1").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_same_number_of_queries(client, owner, count, django_assert_num_queries):
    for _ in range(count):
        queued(owner)
    client.get("/health/live")  # whatever is cached per process

    with django_assert_num_queries(5):
        client.get(reverse("jobs:job_list"))


@pytest.mark.parametrize(("size", "shown"), [("20", 20), ("200", 21), ("7", 21), ("x", 21)])
def test_page_size_is_one_of_those_offered(client, owner, size, shown):
    for _ in range(21):
        queued(owner)

    page = client.get(reverse("jobs:job_list"), {"size": size}).context["page"]

    assert len(page.object_list) == shown


def test_open_job_asks_again_every_second(client, owner):
    job = queued(owner)

    page = client.get(url("job_detail", job)).content.decode()

    assert f'hx-get="{url("job_progress", job)}"' in page
    assert 'http-equiv="refresh"' in page
    assert "取消任务" in page


def test_running_job_shows_its_progress(client, owner):
    job = queued(owner)
    services.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(progress_done=25, progress_total=100, progress_message="正在检查")

    page = client.get(url("job_progress", job)).content.decode()

    assert 'value="25"' in page
    assert "25%" in page
    assert "正在检查" in page


def test_done_job_offers_its_result(client, owner):
    job = services.run_now(queued(owner))

    page = client.get(url("job_detail", job)).content.decode()

    assert "共 3 行" in page
    assert 'href="/x/"' in page
    assert url("job_download", job) in page
    assert "hx-trigger" not in page.split('id="job-progress"')[1].split("</div>")[0]


def test_following_job_goes_on_to_its_result(client, owner):
    job = services.run_now(queued(owner))

    assert client.get(url("job_progress", job) + "?follow=1")["HX-Redirect"] == "/x/"
    assert "HX-Redirect" not in client.get(url("job_progress", job))


def test_cancel_and_retry(client, owner):
    job = queued(owner)

    assert client.post(url("job_cancel", job)).status_code == 302
    assert "已取消" in client.get(url("job_detail", job)).content.decode()
    client.post(url("job_retry", job))

    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_refused_step_is_explained(client, owner):
    job = services.run_now(queued(owner))

    page = client.post(url("job_cancel", job), follow=True).content.decode()

    assert "任务已完成，不能再取消" in page


def test_failed_job_says_why(client, owner):
    def refuse(context):
        raise DomainError("文件里没有数据行")

    with kind(refuse, key="test.refusing"):
        job = services.run_now(services.enqueue("test.refusing", args={}, actor=owner, title="导入"))

    assert "文件里没有数据行" in client.get(url("job_detail", job)).content.decode()


def test_download_is_an_attachment_and_logged(client, owner):
    job = services.run_now(queued(owner))

    response = client.get(url("job_download", job))

    assert b"".join(response.streaming_content) == b"PK-content"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BC%9A%E5%91%98")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(action=AuditAction.DOWNLOAD, object_id=str(job.pk)).count() == 1


def test_download_of_a_purged_file_is_404(client, owner):
    job = services.run_now(queued(owner))
    job.result_file.storage.delete(job.result_file.name)

    assert client.get(url("job_download", job)).status_code == 404


@pytest.mark.parametrize("name", ["job_detail", "job_progress", "job_download"])
def test_stranger_finds_nothing(client, owner, name):
    job = services.run_now(queued(UserFactory()))

    assert client.get(url(name, job)).status_code == 404


@pytest.mark.parametrize("name", ["job_cancel", "job_retry"])
def test_stranger_changes_nothing(client, owner, name):
    job = queued(UserFactory())

    assert client.post(url(name, job)).status_code == 404


def test_administrator_sees_the_job_but_not_the_file(client, administrator):
    job = services.run_now(queued(UserFactory()))
    client.force_login(administrator)

    page = client.get(url("job_detail", job))

    assert page.status_code == 200
    assert url("job_download", job) not in page.content.decode()
    assert client.get(url("job_download", job)).status_code == 404
