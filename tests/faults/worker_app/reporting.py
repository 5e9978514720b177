"""Figures that take their time, for workers killed while a report is built; the builder of the twin."""

import os
import threading

FIGURES, SECONDS = 10, 0.1


def _slow(number):
    def compute(_period):
        threading.Event().wait(SECONDS)
        return number + 1

    return compute


def register():
    """Put slow figures in the place of all others; FAULTS_TWIN=unfenced: a builder that writes too early."""
    from union.common.registries import Figure, JobKind, figures, job_kinds
    from union.reports.services import building

    figures._entries.clear()
    for number in range(FIGURES):
        figures.register(
            f"faults.f{number}",
            Figure("warmth", f"指标{number}", "人次", "测试", _slow(number), lambda period: "/rows/"),
        )
    if os.environ.get("FAULTS_TWIN") == "unfenced":
        job_kinds._entries.pop(building.JOB_KIND)
        job_kinds.register(building.JOB_KIND, JobKind("编制", _write_early, max_attempts=30))


def _write_early(context):
    """What the product would do without `final()`: the report first, the state of the job later."""
    from union.jobs.services import JobResult
    from union.reports.rules.periods import months_period
    from union.reports.services import building

    args = context.args
    period = months_period(args["first"], args["last"], args["branch"])
    building.write_report(args["layout"], period, building.count(args["layout"], period), actor=context.actor)
    threading.Event().wait(1.5)
    return JobResult(message="好")
