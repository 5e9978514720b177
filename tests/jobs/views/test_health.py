import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.factories import AppointmentFactory, UserFactory
from union.jobs import selectors
from union.jobs.choices import ProcessKind
from union.jobs.models import WorkerHeartbeat
from union.jobs.services import presence
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def _alive():
    for kind in ProcessKind:
        presence.seen(f"{kind}@here", kind)


def test_live_answers_without_login_and_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/health/live")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.usefixtures("_alive")
def test_ready_says_ok_and_no_more_to_strangers(client):
    response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("_alive")
def test_details_are_for_administrators(client):
    client.force_login(UserFactory())
    assert "checks" not in client.get("/health/ready").json()

    client.force_login(AppointmentFactory(office=Office.SYSTEM_ADMIN).user)

    assert set(client.get("/health/ready").json()["checks"]) == {"数据库", "磁盘", "任务进程", "定时进程"}


@pytest.mark.parametrize("kind", ProcessKind)
@pytest.mark.usefixtures("_alive")
def test_silent_process_is_a_fault(client, kind):
    WorkerHeartbeat.objects.filter(kind=kind).update(seen_at=timezone.now() - dt.timedelta(minutes=3))

    response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (503, {"status": "fault"})


def test_never_started_is_a_fault(client):
    assert client.get("/health/ready").status_code == 503


@pytest.mark.usefixtures("_alive")
def test_disk_that_cannot_be_written_is_a_fault(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"

    assert client.get("/health/ready").status_code == 503
    assert [check.name for check in selectors.health(timezone.now()) if not check.is_ok] == ["磁盘"]


@pytest.mark.usefixtures("_alive")
def test_database_that_is_away_is_a_fault_not_an_error(client):
    def away(*_arguments):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (503, {"status": "fault"})
