"""The steps of an import in one line each, for tests."""

from union.imports.models import ImportBatch
from union.imports.services import batches, running
from union.jobs import services as jobs
from union.jobs.models import Job


def check(content, *, kind="roster", name="花名册.xlsx", actor=None, **options):
    """Stage and check a file; the batch as it ended."""
    batch = batches.stage(kind, name, content, actor=actor, options=options)
    running.check_now(batch.pk)
    batch.refresh_from_db()
    return batch


def load(content, **options):
    """Stage, check and write a file."""
    batch = check(content, **options)
    running.apply_now(batch.pk, actor=options.get("actor"))
    batch.refresh_from_db()
    return batch


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.refused_count


def run_jobs():
    """Run everything that waits, as a worker would; the last batch."""
    for job in Job.objects.filter(state="queued").order_by("created_at"):
        jobs.run_now(job)
    return ImportBatch.objects.latest("pk")
