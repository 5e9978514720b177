"""Our import of one roster as a worker does it: upload kept, check job, confirmation, apply job."""

import sys
from pathlib import Path
from typing import Any

import union.celery  # noqa: F401 - a worker has it loaded
from bench.runs.start import report, timed
from members.models import Member
from union.imports.models import ImportBatch
from union.imports.services import batches
from union.jobs.models import Job
from union.jobs.services import run


def carry_out(batch: ImportBatch) -> None:
    """Run the batch's job as a worker would, with its heartbeat thread."""
    assert batch.job is not None
    run(batch.job.pk)
    ended = Job.objects.get(pk=batch.job.pk)
    if ended.state != "done":
        raise RuntimeError(f"{ended.kind}: {ended.state} {ended.error}")


def main(path: Path) -> None:
    """Import ``path`` into an empty registry and report."""
    result: dict[str, Any] = {}
    with timed(result, "seconds"):
        with timed(result, "check"):
            batch = batches.stage("roster", path.name, path.read_bytes(), actor=None)
            carry_out(batches.queue_check(batch.pk, actor=None))
        with timed(result, "apply"):
            carry_out(batches.confirm(batch.pk, actor=None))
    batch.refresh_from_db()
    result |= {"rows": batch.new_count, "refused": batch.refused_count, "written": Member.objects.count()}
    report(result)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
