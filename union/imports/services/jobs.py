"""The three kinds of job of an import: check, apply, undo. Thin: each calls one service."""

from __future__ import annotations

from django.urls import reverse

from union.common.errors import DomainError
from union.common.spreadsheets import UnreadableFile
from union.imports.services import batches, checking
from union.jobs.services import JobContext, JobResult


def batch_link(batch_id: int) -> str:
    """The page of the batch."""
    return reverse("imports:batch_detail", args=[batch_id])


def run_check(context: JobContext) -> None:
    """Read the file and store its rows; an unreadable file is an answer, not a failure of the job."""
    batch_id = context.args["batch"]
    try:
        found = checking.read(batch_id, progress=context.progress)
    except UnreadableFile as error:
        with context.final() as final:
            checking.fail(batch_id, str(error))
            final.result = JobResult(message=f"文件无法读取：{error}"[:500], link=batch_link(batch_id))
        return
    with context.final() as final:
        batch = checking.finish(batch_id, found)
        final.result = JobResult(
            message=f"核对完成：{batches.counts_text(batch)}。请查看后确认导入", link=batch_link(batch_id)
        )


def run_apply(context: JobContext) -> None:
    """Write the confirmed rows; if that is refused nothing was written and the user decides again."""
    batch_id = context.args["batch"]
    context.progress(0, 0, "正在写入")
    try:
        with context.final() as final:
            batch = batches.apply(batch_id, actor=context.actor, progress=context.progress)
            final.result = JobResult(
                message=f"导入完成：{batches.counts_text(batch)}", link=batch_link(batch_id)
            )
    except DomainError as error:
        batches.give_back(batch_id, str(error))
        raise


def run_undo(context: JobContext) -> None:
    """Take the batch back."""
    with context.final() as final:
        batch = batches.undo(context.args["batch"], actor=context.actor)
        final.result = JobResult(message=f"已撤销：{batches.counts_text(batch)}", link=batch_link(batch.pk))
