"""Worker, scheduler and web server killed with -9 at random during 300 reminders and 300 mails."""

import random
import threading
from collections import Counter

import pytest

from tests.faults.crew import Crew, database_url, kill
from tests.faults.webserver import WebServer
from tests.faults.worker_app import reminding
from tests.servers import wait_until
from union.accounts.models import User
from union.reminders.choices import DeliveryState
from union.reminders.models import Delivery, Notice, Preference, Reminder

pytestmark = pytest.mark.django_db(transaction=True)
REMINDERS = reminding.RULES * reminding.PEOPLE
KILLS = 6
ENDED = (DeliveryState.SENT, DeliveryState.UNKNOWN)


def people():
    """Ten people per rule who want their digest by mail each day."""
    names = [f"faults{rule:02d}-{n}" for rule in range(reminding.RULES) for n in range(reminding.PEOPLE)]
    users = User.objects.bulk_create(User(username=name, display_name=name) for name in names)
    Preference.objects.bulk_create(
        Preference(user=user, cadence="daily", by_mail=True, address=f"{user.pk}@example.com")
        for user in users
    )


class Supervisor:
    """Starts what was killed again, as systemd would; kills one at random when told."""

    def __init__(self, folder, **environment):
        self.folder, self.mails = folder, folder / "mails"
        self.mails.touch()
        self.crew = Crew(folder, FAULTS_MAILS=str(self.mails), **environment)
        (folder / "web").mkdir()
        self.kinds = {"worker": self.crew.worker, "beat": self.crew.beat, "web": self.web}
        self.living = {name: start() for name, start in self.kinds.items()}

    def web(self):
        server = WebServer(self.folder / "web", database_url())
        self.crew.started.append(server.process)
        return server.process

    def kill(self, name):
        kill(self.living[name])
        self.living[name] = self.kinds[name]()

    def sent(self):
        return Counter(self.mails.read_text().split())


def run_under_kills(supervisor):
    """Kill the worker in the middle of notices and of mails, the others at random; then let it end."""
    chance, pause = random.Random(20261122), threading.Event()
    try:
        wait_until(lambda: Notice.objects.count() >= REMINDERS // 10, seconds=90, what="first notices")
        for turn in range(KILLS):
            supervisor.kill("worker" if turn % 2 == 0 else chance.choice(("beat", "web", "worker")))
            pause.wait(chance.uniform(1, 3))
        wait_until(lambda: sum(supervisor.sent().values()) >= REMINDERS // 10, seconds=90, what="first mails")
        for _turn in range(3):
            seen = sum(supervisor.sent().values())
            wait_until(lambda seen=seen: sum(supervisor.sent().values()) > seen + 3, seconds=60, what="mails")
            supervisor.kill("worker")
        wait_until(
            lambda: Delivery.objects.filter(state__in=ENDED).count() >= REMINDERS, seconds=120, what="the end"
        )
    finally:
        supervisor.crew.stop()


def test_300_reminders_each_once_and_no_mail_twice(tmp_path):
    people()
    supervisor = Supervisor(tmp_path)
    run_under_kills(supervisor)

    told = Counter(Notice.objects.values_list("user__username", flat=True))
    assert len(told) == REMINDERS
    assert set(told.values()) == {1}
    assert Reminder.objects.filter(people=1).count() == REMINDERS
    sent = supervisor.sent()
    assert set(sent.values()) == {1}  # no mail twice
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert len(states) == REMINDERS
    missing = {f"<{pk}@union.local>" for pk, state in states.items() if state == DeliveryState.SENT} - set(
        sent
    )
    assert missing == set()  # what is marked as sent did leave
    assert DeliveryState.UNKNOWN in states.values()  # the kills did hit: shown to staff, not sent again


def test_twin_sending_a_doubt_again_doubles_mails(tmp_path):
    people()
    supervisor = Supervisor(tmp_path, FAULTS_TWIN="resend")
    run_under_kills(supervisor)

    assert max(supervisor.sent().values()) > 1
