"""An office that has ended gives nothing any more, not even what was entered in it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from members.choices import JoinState
from members.rules.joining import JoinAction
from members.services import joining
from tests.factories import BranchFactory, id_number, officer
from union.common.dates import today
from union.common.errors import NotPermittedError
from union.organisation.choices import Office
from union.organisation.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    clerk = officer(Office.OFFICE_STAFF)
    values = {"name": "吴先", "id_number": id_number(dt.date(1990, 1, 1), 7), "branch": BranchFactory()}
    found = joining.apply_on_behalf(values, statement="自愿", resume="", actor=clerk)
    Appointment.objects.filter(user=clerk).update(ends_on=today() - dt.timedelta(days=1))
    found.clerk = type(clerk).objects.get(pk=clerk.pk)
    return found


def test_former_clerk_sees_no_application_he_entered(application):
    client = Client()
    client.force_login(application.clerk)
    for name in ("join_detail", "join_paper"):
        assert client.get(reverse(f"members:{name}", args=[application.pk])).status_code == 404
    assert "吴先" not in client.get(reverse("members:join_list")).content.decode()


def test_former_clerk_withdraws_no_application_he_entered(application):
    with pytest.raises(NotPermittedError):
        joining.advance(application, JoinAction.WITHDRAW, actor=application.clerk)
    application.refresh_from_db()
    assert application.state == JoinState.SUBMITTED
