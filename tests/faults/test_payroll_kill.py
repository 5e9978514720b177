"""Worker, scheduler and web killed with -9 during a payroll import, under the traffic of clients."""

import random
import threading
from decimal import Decimal

import pytest

from members.models import DuesEntry, DuesPayroll
from tests.factories import officer
from tests.factories_dues import books_agree, payer, payroll_file, row
from tests.faults.crew import Crew, database_url, kill
from tests.faults.webserver import WebServer
from tests.servers import wait_until
from union.common.dates import add_months, first_of_month, today
from union.funds.models import Entry
from union.imports.choices import BatchState
from union.imports.models import ImportBatch
from union.imports.services import batches
from union.jobs.choices import JobState
from union.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
PAYERS, CLIENTS, PAUSE, KILLS = 60, 3, 3, 2
PAGES = ("/accounts/login/", "/health/live")


class Supervisor:
    """Starts what was killed again, as systemd would; clients ask all the time."""

    def __init__(self, folder, **environment):
        self.folder, self.marker = folder, folder / "posted"
        self.marker.touch()
        self.crew = Crew(folder, FAULTS_PAYROLL=str(self.marker), **environment)
        (folder / "web").mkdir()
        self.kinds = {"worker": self.crew.worker, "beat": self.crew.beat, "web": self.web}
        self.living = {name: start() for name, start in self.kinds.items()}
        self.chance, self.over, self.answers = random.Random(20261122), threading.Event(), []
        self.clients = [threading.Thread(target=self.ask, args=(number,)) for number in range(CLIENTS)]
        for client in self.clients:
            client.start()

    def web(self):
        self.server = WebServer(self.folder / "web", database_url())
        self.crew.started.append(self.server.process)
        return self.server.process

    def ask(self, number):
        while not self.over.wait(0.2):
            self.answers.append(self.server.ask("GET", PAGES[number % len(PAGES)])[0])

    def kill(self, name):
        kill(self.living[name])
        self.living[name] = self.kinds[name]()

    def posted(self):
        return len(self.marker.read_text())

    def stop(self):
        self.last = self.server.ask("GET", PAGES[0])[0]
        self.over.set()
        for client in self.clients:
            client.join()
        self.crew.stop()


def import_under_kills(supervisor):
    """A file of last month, checked and written while processes die; killed once after money was posted."""
    month, clerk = add_months(first_of_month(today()), -1), officer()
    members = [payer() for _ in range(PAYERS)]
    content = payroll_file([row(member) for member in members], month=month)
    try:
        batch = batches.stage(
            "payroll", "代扣.xlsx", content, actor=clerk, options={"month": f"{month:%Y-%m}"}
        )
        batches.queue_check(batch.pk, actor=clerk)
        wait_until(begun, seconds=90, what="the check has begun")
        supervisor.kill("worker")
        wait_until(lambda: state(batch) == BatchState.CHECKED, seconds=120, what="the file is checked")
        batches.confirm(batch.pk, actor=clerk)
        wait_until(lambda: supervisor.posted() > 0, seconds=120, what="money is posted")
        supervisor.kill("worker")
        for _turn in range(KILLS):
            threading.Event().wait(PAUSE)
            supervisor.kill(supervisor.chance.choice(("worker", "beat", "web")))
        wait_until(lambda: state(batch) == BatchState.APPLIED, seconds=120, what="the file is written")
    finally:
        supervisor.stop()


def begun():
    return Job.objects.filter(kind="imports.check").exclude(state=JobState.QUEUED).exists()


def state(batch):
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)


def test_a_payroll_file_is_written_once_whoever_is_killed(tmp_path):
    supervisor = Supervisor(tmp_path)
    import_under_kills(supervisor)

    payroll = DuesPayroll.objects.get()
    assert (payroll.rows, payroll.matched, payroll.file_rows.count()) == (PAYERS, PAYERS, PAYERS)
    paid = DuesEntry.objects.filter(kind="paid")
    assert paid.count() == PAYERS
    assert sum(line.amount for line in paid) == PAYERS * Decimal("22.80")
    assert Entry.objects.count() == 1
    assert books_agree()
    assert Job.objects.filter(attempts__gt=1).exists()  # the kills did hit
    assert set(supervisor.answers) <= {200, 503, 0}  # 0: the server was dead
    assert 200 in supervisor.answers
    assert supervisor.last == 200


def test_twin_a_voucher_posted_for_itself_outlives_the_killed_import(tmp_path):
    supervisor = Supervisor(tmp_path, FAULTS_TWIN="apart")
    import_under_kills(supervisor)

    with pytest.raises(AssertionError):
        books_agree()
