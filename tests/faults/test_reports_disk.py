"""A disk without room while a report is written: a clear sentence, no half file; with room again it works."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.crew import ROOT, Crew
from tests.servers import program
from union.reports.choices import Layout, ReportState
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.services.building import count, write_report

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = "16k"  # a report's PDF has some 300 KiB
# Inside a mount namespace of its own: a tiny file system, then the job and the command, then what is left.
WORK = """
import json, subprocess, sys
from pathlib import Path
target = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + sys.argv[2], "tmpfs", str(target)], check=True)
import django
django.setup()
from django.conf import settings
from django.core.management import CommandError, call_command
if sys.argv[3] == "twin":
    from union.common.sealed_files import SealedStorage
    del SealedStorage._save  # what a plain storage leaves behind
settings.MEDIA_ROOT = target
from union.jobs.services import enqueue, run_now
job = run_now(enqueue("reports.files", args={"report": int(sys.argv[4])}, actor=None, title="x"))
told = {"state": job.state, "error": job.error, "command": ""}
try:
    call_command("build_year_report", 2026, out=target / "year.pdf")
except CommandError as error:
    told["command"] = str(error)
told["left"] = [str(each.relative_to(target)) for each in target.rglob("*") if each.is_file()]
print(json.dumps(told))
"""


def full_disk(folder, report, how="product"):
    target = folder / "small"
    target.mkdir()
    # Root may mount; others are root in a user namespace, where the folder of the server stays their own.
    spaces = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    command = [program("unshare", package="util-linux"), *spaces, sys.executable]
    command += ["-c", WORK, str(target), ROOM, how, str(report.pk)]
    environment = Crew(folder).environment
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def final():
    period = year_period(2026)
    report = write_report(Layout.FULL, period, count(Layout.FULL, period), actor=None)
    Report.objects.filter(pk=report.pk).update(state=ReportState.FINAL)
    return report


def test_a_full_disk_is_said_and_leaves_nothing_half(final, tmp_path):
    told = full_disk(tmp_path, final)

    assert told["state"] == "failed"
    assert "磁盘已满" in told["error"]
    assert "磁盘已满" in told["command"]
    assert told["left"] == []


def test_twin_a_plain_storage_leaves_half_a_file(final, tmp_path):
    told = full_disk(tmp_path, final, "twin")

    assert told["left"] != []
