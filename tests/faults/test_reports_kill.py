"""Worker, scheduler and web server killed with -9 every 3 seconds while a report is built and drawn."""

import random
import subprocess
import threading

import pytest

from tests.factories import AppointmentFactory
from tests.faults.crew import Crew, database_url, kill
from tests.faults.webserver import WebServer
from tests.servers import program, wait_until
from union.common.attachments import attachments_of
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.organisation.choices import Office
from union.reminders.models import Notice
from union.reports.choices import FileKind, Layout, ReportAction, ReportState
from union.reports.models import Report
from union.reports.services.building import start_building
from union.reports.services.flow import advance

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE, KILLS = 3, 3


class Supervisor:
    """Starts what was killed again, as systemd would; kills one at random when told."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.crew = Crew(folder, FAULTS_REPORTS="1", **environment)
        (folder / "web").mkdir()
        self.kinds = {"worker": self.crew.worker, "beat": self.crew.beat, "web": self.web}
        self.living = {name: start() for name, start in self.kinds.items()}
        self.chance, self.pause = random.Random(20261122), threading.Event()

    def web(self):
        server = WebServer(self.folder / "web", database_url())
        self.crew.started.append(server.process)
        return server.process

    def kill(self, name):
        kill(self.living[name])
        self.living[name] = self.kinds[name]()

    def harass(self, job):
        """Kill the worker in the middle of the job, then one at random every 3 seconds, until it is done."""
        wait_until(lambda: state(job) == JobState.RUNNING, seconds=180, what="the job runs")
        self.kill("worker")
        for _turn in range(KILLS):
            self.pause.wait(PAUSE)
            if state(job) == JobState.DONE:
                break
            self.kill(self.chance.choice(("worker", "beat", "web")))
        wait_until(lambda: state(job) == JobState.DONE, seconds=240, what="the job is done")


def state(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


@pytest.fixture
def people():
    offices = {"office": Office.OFFICE_STAFF, "chair": Office.CHAIR, "leader": Office.LEADERSHIP}
    return {name: AppointmentFactory(office=office).user for name, office in offices.items()}


def ask(people):
    return start_building(Layout.FULL, "2026-01", "2026-12", None, actor=people["office"])


def test_one_complete_report_one_notice_one_set_of_files(people, tmp_path):
    supervisor = Supervisor(tmp_path)
    try:
        job = ask(people)
        supervisor.harass(job)
        report = Report.objects.get()
        assert len(report.snapshot) == 10
        assert report.chapters.count() == 16
        assert Notice.objects.filter(user=people["office"]).count() == 1
        for name, action in (
            ("office", ReportAction.SUBMIT), ("chair", ReportAction.APPROVE), ("leader", ReportAction.ISSUE),
        ):  # fmt: skip
            advance(Report.objects.get(), action, actor=people[name])
        files = Job.objects.get(kind="reports.files")
        supervisor.harass(files)
    finally:
        supervisor.crew.stop()

    final = Report.objects.get()
    assert final.state == ReportState.FINAL
    kept = {file.kind: file for file in attachments_of(final)}
    assert len(kept) == attachments_of(final).count() == len(FileKind)
    whole = tmp_path / "whole.pdf"
    with kept[FileKind.PDF.value].file.open("rb") as stored:
        whole.write_bytes(stored.read())
    subprocess.run([program("qpdf", package="qpdf"), "--check", str(whole)], check=True, capture_output=True)
    assert Job.objects.filter(attempts__gt=1).count() >= 1  # the kills did hit


def test_twin_writing_before_the_job_is_done_makes_two_reports(people, tmp_path):
    supervisor = Supervisor(tmp_path, FAULTS_TWIN="unfenced")
    try:
        job = ask(people)
        wait_until(Report.objects.exists, seconds=180, what="a report is written")
        supervisor.kill("worker")
        wait_until(lambda: state(job) == JobState.DONE, seconds=240, what="the job is done")
    finally:
        supervisor.crew.stop()

    assert Report.objects.count() > 1
