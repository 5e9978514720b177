import datetime as dt
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Member
from tests.factories import officer
from tests.imports.files import person, workbook
from tests.imports.steps import check, counts, load, run_jobs
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.imports.choices import BatchState
from union.imports.models import ImportBatch, ImportRow
from union.imports.services import batches, checking, running
from union.jobs import services as jobs
from union.jobs.models import Job
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def test_stored_file_is_not_readable_on_disk(units):
    content = workbook([person(1)])

    batch = batches.stage("roster", "花名册.xlsx", content, actor=None)

    stored = Path(batch.file.path).read_bytes()
    assert content[:40] not in stored
    assert b"990101" not in stored
    assert len(batch.file_sha256) == 64


def test_too_large_file_is_refused(settings, monkeypatch):
    monkeypatch.setattr("union.imports.services.files.MAX_BYTES", 10)
    with pytest.raises(DomainError, match="超过"):
        batches.stage("roster", "x.xlsx", b"x" * 11, actor=None)
    assert not ImportBatch.objects.exists()


def test_unknown_kind_is_refused():
    with pytest.raises(DomainError, match="没有这种导入"):
        batches.stage("nothing", "x.xlsx", b"x", actor=None)


def test_every_step_asks_for_the_right(units):
    stranger = officer(Office.MEMBER)
    batch = check(workbook([person(1)]))
    for step in (batches.confirm, batches.queue_check, batches.discard, batches.request_undo, batches.apply):
        with pytest.raises(NotPermittedError):
            step(batch.pk, actor=stranger)
    with pytest.raises(NotPermittedError):
        batches.stage("roster", "x.xlsx", b"x", actor=stranger)


def test_clerk_takes_all_steps_through_jobs(units, clerk):
    batch = batches.stage("roster", "花名册.xlsx", workbook([person(1), person(2)]), actor=clerk)
    batches.queue_check(batch.pk, actor=clerk)
    assert run_jobs().state == BatchState.CHECKED
    assert not Member.objects.exists()

    batches.confirm(batch.pk, actor=clerk)
    assert run_jobs().state == BatchState.APPLIED
    assert Member.objects.count() == 2

    batches.request_undo(batch.pk, actor=clerk)
    assert run_jobs().state == BatchState.UNDONE
    assert not Member.objects.exists()


def test_second_confirmation_is_refused_and_writes_nothing(units, clerk):
    batch = check(workbook([person(1)]), actor=clerk)
    batches.confirm(batch.pk, actor=clerk)

    with pytest.raises(TransitionError, match="已有人确认"):
        batches.confirm(batch.pk, actor=officer())

    run_jobs()
    with pytest.raises(TransitionError, match="已经导入"):
        batches.apply(batch.pk, actor=clerk)
    assert Member.objects.count() == 1
    assert Job.objects.filter(kind="imports.apply").count() == 1


def test_all_or_nothing_writes_nothing_when_a_row_is_refused(units):
    batch = check(workbook([person(1), person(2, 姓名="")]), all_or_nothing=True)
    assert counts(batch) == (1, 0, 0, 1)
    with pytest.raises(DomainError, match="全部通过才导入"):
        batches.confirm(batch.pk, actor=None)
    assert not Member.objects.exists()


def test_unreadable_file_is_an_answer_of_the_job(clerk):
    batch = batches.stage("roster", "花名册.xlsx", b"", actor=clerk)
    batches.queue_check(batch.pk, actor=clerk)

    batch = run_jobs()

    assert (batch.state, batch.row_count) == (BatchState.FAILED, 0)
    assert batch.error
    job = Job.objects.get()
    assert job.state == "done"
    assert batch.error[:20] in job.message


def test_refused_writing_gives_the_batch_back_with_the_reason(units, clerk):
    batch = check(workbook([person(1)]), actor=clerk)
    batches.confirm(batch.pk, actor=clerk)
    load(workbook([person(1)]))  # somebody else was faster

    for job in Job.objects.filter(kind="imports.apply"):
        from union.jobs.services import run_now

        assert run_now(job).state == "failed"

    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert "已被登记" in batch.error
    assert Member.objects.count() == 1


def test_discard_deletes_rows_and_file(units, django_capture_on_commit_callbacks):
    batch = check(workbook([person(1)]))
    storage, name = batch.file.storage, batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        batches.discard(batch.pk, actor=None)
    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert not ImportRow.objects.exists()
    assert not storage.exists(name)
    with pytest.raises(TransitionError, match="已放弃"):
        batches.confirm(batch.pk, actor=None)


def test_check_that_was_killed_begins_again(units):
    """A worker dies after it has stored rows: the next attempt replaces them, none is doubled."""
    batch = batches.stage("roster", "花名册.xlsx", workbook([person(n) for n in range(1, 6)]), actor=None)
    checking.read(batch.pk)  # never finished
    assert ImportRow.objects.count() == 5

    running.check_now(batch.pk)

    batch.refresh_from_db()
    assert counts(batch) == (5, 0, 0, 0)
    assert ImportRow.objects.count() == 5
    assert batch.run == 2


def test_slow_twin_of_a_check_writes_no_row(units):
    batch = batches.stage("roster", "花名册.xlsx", workbook([person(1)]), actor=None)

    def overtake(*_progress):
        ImportBatch.objects.filter(pk=batch.pk).update(run=99)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "CHUNK", 1)
        batch2 = batches.stage("roster", "花名册.xlsx", workbook([person(1), person(2)]), actor=None)
        batch = batch2
        with pytest.raises(checking.SupersededError):
            checking.read(batch.pk, progress=overtake)
    assert ImportRow.objects.filter(batch=batch).count() == 1  # the first chunk, before it was overtaken


def test_cancelled_job_leaves_a_batch_that_can_be_checked_again(units, clerk):
    batch = batches.stage("roster", "花名册.xlsx", workbook([person(1)]), actor=clerk)
    batches.queue_check(batch.pk, actor=clerk)
    checking.read(batch.pk)
    Job.objects.update(state="cancelled", finished_at=dt.datetime.now(tz=dt.UTC))

    batches.queue_check(batch.pk, actor=clerk)

    assert run_jobs().state == BatchState.CHECKED


def test_every_step_is_in_the_audit_trail(units, clerk):
    batch = check(workbook([person(1)]), actor=clerk)
    running.apply_now(batch.pk, actor=clerk)
    batches.undo(batch.pk, actor=clerk)

    notes = list(
        AuditEvent.objects.filter(object_type="imports.importbatch")
        .order_by("seq")
        .values_list("note", flat=True)
    )
    assert [note.split("：")[0] for note in notes] == ["上传职工花名册", "写入职工花名册", "撤销职工花名册"]
    member_events = AuditEvent.objects.filter(object_type="members.member")
    assert [event.action for event in member_events.order_by("seq")] == ["import", "undo"]
    assert not any("990101" in str(event.changes) + event.note for event in AuditEvent.objects.all())


@transaction.atomic
def _die_before_the_commit(batch, clerk):
    batches.apply(batch.pk, actor=clerk)
    raise KeyboardInterrupt


def test_writing_that_was_killed_is_done_once_by_the_next_worker(units, clerk):
    batch = check(workbook([person(1), person(2)]), actor=clerk)
    batches.confirm(batch.pk, actor=clerk)
    job = Job.objects.get(kind="imports.apply")
    jobs.claim(job.pk)
    with pytest.raises(KeyboardInterrupt):
        _die_before_the_commit(batch, clerk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    jobs.sweep()

    assert run_jobs().state == BatchState.APPLIED
    assert Member.objects.count() == 2
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_query_count_does_not_depend_on_the_rows(units):
    """Within a chunk of 1,000 rows; new, changed and same rows alike."""

    def queries(count, first, **changes):
        rows = [person(n, **changes) for n in range(first, first + count)]
        with CaptureQueriesContext(connection) as found:
            load(workbook(rows))
        return len(found)

    for changes in ({}, {"备注": "改"}, {"备注": "改", "联系电话": "13800138000", "计费基数": 9999}):
        assert queries(2, 1, **changes) == queries(200, 100, **changes)
