"""Settings of the workers that fault tests kill: the suite's own, with a broker and jobs to work on."""

import os

from tests import clock
from union.settings.test import *  # noqa: F403 - settings build on settings

clock.start()
UNION_JOBS_NUDGE = True
if os.environ.get("FAULTS_MAILS"):
    UNION_MAIL = True
    EMAIL_BACKEND = "tests.faults.worker_app.reminding.SlowMail"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.worker_app"]  # noqa: F405
