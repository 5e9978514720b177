"""A batch and its state: uploaded, checked again, confirmed, undone, given up. The one door.

What takes long is a job (services/jobs.py); the functions here lock the batch, look at its state
and right, and leave the rest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.imports.choices import BatchState
from union.imports.declare import ImportKind, kinds
from union.imports.models import ImportBatch
from union.imports.permissions import require_import
from union.imports.rules.lifecycle import require_arrow
from union.imports.services import files
from union.jobs import services as jobs

Progress = Callable[[int, int | None, str], None]

OPTION_KEYS: Final = frozenset(
    {
        "create",
        "create_values",
        "effective",
        "overwrite",
        "all_or_nothing",
        "month",
        "mapping",
        "sheet",
        "header_row",
        "term",
        "session",
        "held_on",
    }
)


def kind_of(key: str) -> ImportKind:
    """The registered kind.

    Raises:
        DomainError: there is none of this key (an app was removed).
    """
    kind = kinds.get(key)
    if kind is None:
        raise DomainError("没有这种导入")
    return kind


def locked(batch_id: int) -> ImportBatch:
    """The batch, locked to the end of the caller's transaction."""
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)


def move(batch: ImportBatch, target: BatchState, **values: Any) -> None:
    """Take one arrow of a locked batch and write ``values`` with it.

    Raises:
        TransitionError: no such arrow from the present state.
    """
    require_arrow(BatchState(batch.state), target)
    for name, value in values.items():
        setattr(batch, name, value)
    batch.state = target
    batch.save(update_fields=["state", *values])


@transaction.atomic
def stage(
    kind: str, file_name: str, content: bytes, *, actor: User | None, options: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Keep an uploaded file as a new batch. Nothing is read yet; `queue_check` or `run` follows.

    Raises:
        NotPermittedError: ``actor`` may not import this kind.
        DomainError: unknown kind, or the file is too large.
    """
    require_import(actor, kind_of(kind))
    batch = ImportBatch(
        kind=kind, file_name=file_name[-200:], options=checked_options(options or {}), created_by=actor
    )
    files.keep(batch, content)
    batch.save()
    audit.record(AuditAction.IMPORT, batch, actor=actor, note=f"上传{kind_of(kind).label}")
    return batch


def checked_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Only the known options, so that nothing else of a POST ends up in the batch."""
    return {key: value for key, value in options.items() if key in OPTION_KEYS}


@transaction.atomic
def queue_check(
    batch_id: int, *, actor: User | None, options: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Have the file checked (again) in the background, with changed ``options`` if given.

    Raises:
        NotPermittedError, TransitionError: no right, or the batch is past its check.
    """
    batch = locked(batch_id)
    require_import(actor, kind_of(batch.kind))
    _release_after_lost_job(batch)
    changed = {**batch.options, **checked_options(options or {})}
    move(batch, BatchState.STAGED, options=changed, error="", checked_at=None)
    return _queue(batch, "imports.check", "核对", actor)


@transaction.atomic
def confirm(batch_id: int, *, actor: User | None) -> ImportBatch:
    """The user has looked at the preview and wants it written. Of two who confirm at once one succeeds.

    Raises:
        NotPermittedError, TransitionError: no right, or not (any more) waiting for confirmation.
        DomainError: all or nothing was asked for and rows are refused.
    """
    batch = locked(batch_id)
    begin_apply(batch, actor=actor)
    return _queue(batch, "imports.apply", "写入", actor)


def begin_apply(batch: ImportBatch, *, actor: User | None) -> None:
    """Move a locked batch to 写入中; see `confirm` for what it raises."""
    require_import(actor, kind_of(batch.kind))
    _release_after_lost_job(batch)
    if batch.options.get("all_or_nothing") and batch.refused_count:
        raise DomainError(
            f"已选择“全部通过才导入”，但有 {batch.refused_count} 行被退回，没有写入任何内容。"
            "请修改文件后重新上传"
        )
    move(batch, BatchState.APPLYING, error="")


@transaction.atomic
def request_undo(batch_id: int, *, actor: User | None) -> ImportBatch:
    """Have an applied batch undone in the background.

    Raises:
        NotPermittedError, TransitionError: no right, or the batch is not applied.
        DomainError: something was built on it; the sentence names what.
    """
    batch = locked(batch_id)
    kind = kind_of(batch.kind)
    require_import(actor, kind)
    require_arrow(BatchState(batch.state), BatchState.UNDONE)
    refuse_obstacles(undo_obstacles(batch))
    return _queue(batch, "imports.undo", "撤销", actor)


def undo_obstacles(batch: ImportBatch) -> list[str]:
    """Sentences about what stands in the way of undoing an applied batch; empty = it can be undone."""
    if not batch.file:
        return ["已超过 180 天，这批导入的明细已按规定删除"]
    return kind_of(batch.kind).undo_obstacles(batch)


def refuse_obstacles(obstacles: list[str]) -> None:
    """Raise a DomainError that names what stands in the way of undoing, if anything does."""
    if obstacles:
        raise DomainError("不能撤销：" + "；".join(obstacles))


@transaction.atomic
def discard(batch_id: int, *, actor: User | None) -> ImportBatch:
    """Give a batch up before it is applied. Its rows and file are deleted, the batch stays on record.

    Raises:
        NotPermittedError, TransitionError: no right, or already (being) applied.
    """
    batch = locked(batch_id)
    require_import(actor, kind_of(batch.kind))
    move(batch, BatchState.DISCARDED)
    batch.rows.all().delete()
    stored = batch.file
    transaction.on_commit(lambda: stored.delete(save=False))
    audit.record(AuditAction.IMPORT, batch, actor=actor, note="放弃导入")
    return batch


@transaction.atomic
def give_back(batch_id: int, error: str) -> None:
    """Writing was refused and rolled back: the batch waits for a decision again, with the reason."""
    batch = locked(batch_id)
    if batch.state == BatchState.APPLYING:
        move(batch, BatchState.CHECKED, error=error[:500])


@transaction.atomic
def apply(batch_id: int, *, actor: User | None, progress: Progress | None = None) -> ImportBatch:
    """Write a confirmed batch, all of it in one transaction; the second call is refused.

    ``progress(done, total, message)`` is told how far it is, through ``batch.report``.

    Raises:
        NotPermittedError, TransitionError: no right any more, or not confirmed, or applied already.
        DomainError: the registry has changed since the check; nothing was written.
    """
    batch = locked(batch_id)
    kind = kind_of(batch.kind)
    require_import(actor, kind)
    require_arrow(BatchState(batch.state), BatchState.APPLIED)
    if progress is not None:
        batch.report = progress  # type: ignore[method-assign, assignment]
    kind.apply(batch, actor)
    move(batch, BatchState.APPLIED, applied_at=timezone.now())
    audit.record(AuditAction.IMPORT, batch, actor=actor, note=f"写入{kind.label}：{counts_text(batch)}")
    return batch


@transaction.atomic
def undo(batch_id: int, *, actor: User | None) -> ImportBatch:
    """Take back what an applied batch wrote, all of it or nothing.

    Raises: see `request_undo`.
    """
    batch = locked(batch_id)
    kind = kind_of(batch.kind)
    require_import(actor, kind)
    require_arrow(BatchState(batch.state), BatchState.UNDONE)
    refuse_obstacles(undo_obstacles(batch))
    kind.undo(batch, actor)
    move(batch, BatchState.UNDONE, undone_at=timezone.now())
    audit.record(AuditAction.UNDO, batch, actor=actor, note=f"撤销{kind.label}：{counts_text(batch)}")
    return batch


def counts_text(batch: ImportBatch) -> str:
    """新增 3、变更 1、相同 20、退回 2."""
    return (
        f"新增 {batch.new_count}、变更 {batch.changed_count}、"
        f"相同 {batch.same_count}、退回 {batch.refused_count}"
    )


def _queue(batch: ImportBatch, job_kind: str, verb: str, actor: User | None) -> ImportBatch:
    label = kind_of(batch.kind).label
    batch.job = jobs.enqueue(
        job_kind, args={"batch": batch.pk}, actor=actor, title=f"{verb}{label}（第 {batch.pk} 批）",
        key=f"{job_kind}:{batch.pk}:{batch.run}",
    )  # fmt: skip
    batch.save(update_fields=["job"])
    return batch


def _release_after_lost_job(batch: ImportBatch) -> None:
    """A job that failed for good or was cancelled leaves its batch half-way: put it back where it began."""
    if batch.job is not None and not batch.job.is_open:
        if batch.state == BatchState.CHECKING:
            move(batch, BatchState.STAGED)
        elif batch.state == BatchState.APPLYING:
            move(batch, BatchState.CHECKED)
