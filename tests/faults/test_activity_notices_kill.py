"""A worker killed with -9 while the people of an activity are told: each once, no mail twice.

The kill meets the worker where the notices stand in the transaction and are not committed (twice), then
three times between mails.
"""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from events.choices.activities import SignUpState
from events.models import SignUp
from tests.factories_events import make_activity, people
from tests.faults.crew import Crew, kill
from tests.faults.worker_app.eventing import HANGS
from tests.servers import wait_until
from union.reminders.choices import DeliveryState
from union.reminders.models import Delivery, Notice, Preference

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 80
ENDED = (DeliveryState.SENT, DeliveryState.UNKNOWN)


def tomorrow_with_everybody():
    """An activity tomorrow, PEOPLE signed up, all want their digest by mail."""
    starts = timezone.localtime().replace(hour=12) + dt.timedelta(days=1)
    activity, members = make_activity(starts_at=starts, state="closed"), people(PEOPLE)
    SignUp.objects.bulk_create(
        SignUp(
            activity=activity, session=activity.session, member=member, number=n, state=SignUpState.CONFIRMED
        )
        for n, member in enumerate(members, 1)
    )
    Preference.objects.bulk_create(
        Preference(user=member.user, cadence="daily", by_mail=True, address=f"{member.user.pk}@example.com")
        for member in members
    )
    return activity


def run_under_kills(folder, **environment):
    """Until every mail has ended; returns how often each message id left."""
    mails, marks = folder / "mails", folder / "hangs"
    mails.touch()
    marks.mkdir()
    crew = Crew(folder, FAULTS_MAILS=str(mails), FAULTS_HANG=str(marks), **environment)

    def sent():
        return Counter(mails.read_text().split())

    try:
        crew.beat()
        worker = crew.worker()
        for turn in range(HANGS):
            wait_until((marks / str(turn)).exists, seconds=90, what=f"notices are written, turn {turn}")
            kill(worker)
            worker = crew.worker()
        for _turn in range(3):
            seen = sum(sent().values())
            wait_until(lambda seen=seen: sum(sent().values()) > seen + 3, seconds=90, what="mails")
            kill(worker)
            worker = crew.worker()
        wait_until(
            lambda: Delivery.objects.filter(state__in=ENDED).count() >= PEOPLE, seconds=120, what="the end"
        )
    finally:
        crew.stop()
    return sent()


def test_each_is_told_once_and_no_mail_leaves_twice(tmp_path):
    activity = tomorrow_with_everybody()

    sent = run_under_kills(tmp_path)

    told = Counter(Notice.objects.filter(title=f"活动提醒：{activity.title}").values_list("user", flat=True))
    assert len(told) == PEOPLE
    assert set(told.values()) == {1}
    assert set(sent.values()) == {1}
    states = dict(Delivery.objects.values_list("pk", "state"))
    left = {f"<{pk}@union.local>" for pk, state in states.items() if state == DeliveryState.SENT}
    assert left <= set(sent)  # what is marked as sent did leave
    assert DeliveryState.UNKNOWN in states.values()  # the kills did hit


def test_twin_telling_before_noting_it_doubles_notices(tmp_path):
    activity = tomorrow_with_everybody()

    run_under_kills(tmp_path, FAULTS_TWIN="careless")

    told = Counter(Notice.objects.filter(title=f"活动提醒：{activity.title}").values_list("user", flat=True))
    assert max(told.values()) > 1


def test_twin_sending_a_doubt_again_doubles_mails(tmp_path):
    tomorrow_with_everybody()

    assert max(run_under_kills(tmp_path, FAULTS_TWIN="resend").values()) > 1
