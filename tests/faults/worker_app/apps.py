import datetime as dt
import os
import threading

from django.apps import AppConfig

KIND, EFFECT = "faults.step", "fault-effect"
LETTERS = str.maketrans("0123456789", "ghijklmnop")  # the trail hides digits that look like a phone number
SECONDS = float(os.environ.get("FAULTS_STEP_SECONDS", "0.25"))


def effect(job_id):
    """What the trail says once the job has had its effect."""
    return f"{EFFECT} {str(job_id).translate(LETTERS)}"


def step(context):
    """Work a little, then write one row: the effect that must be there exactly once per job."""
    from union.common import audit
    from union.common.choices import AuditAction
    from union.jobs.services import JobResult

    for n in range(5):
        threading.Event().wait(SECONDS / 5)
        context.progress(n, 5)
    with context.final() as final:
        audit.record(AuditAction.STEP, actor=None, note=effect(context.id))
        final.result = JobResult(message="好")


def register():
    """Make the kind known, in the worker as in the test."""
    from union.common.registries import JobKind, job_kinds

    if KIND not in job_kinds:
        job_kinds.register(KIND, JobKind(label="测试", run=step, max_attempts=5))


class WorkerAppConfig(AppConfig):
    name = "tests.faults.worker_app"
    label = "fault_worker"

    def ready(self):
        from tests.faults.worker_app import eventing, paying, reminding, reporting
        from union.celery import app
        from union.jobs.rules import lifecycle

        register()
        sweep = app.conf.beat_schedule["jobs-sweep"]
        if not os.environ.get("FAULTS_OWN_TIMES"):  # else the product's own times hold
            lifecycle.LEASE = dt.timedelta(seconds=2)
            lifecycle.RENEW_EVERY = dt.timedelta(seconds=0.5)
            lifecycle.FIRST_NUDGE_AGAIN = lifecycle.LAST_NUDGE_AGAIN = dt.timedelta(seconds=2)
            sweep = {"task": sweep["task"], "schedule": 1.0}
        app.conf.beat_schedule = {"sweep": sweep}
        if os.environ.get("FAULTS_REPORTS"):
            reporting.register()
        if os.environ.get("FAULTS_PAYROLL"):
            paying.register()
        if os.environ.get("FAULTS_HANG"):
            eventing.register()
        if os.environ.get("FAULTS_MAILS"):
            reminding.register()
            app.conf.beat_schedule["tick"] = {"task": "union.reminders.tasks.tick", "schedule": 0.5}
        app.conf.beat_max_loop_interval = 0.5
