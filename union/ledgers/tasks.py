"""The export job: the same export as a direct download, for many rows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import QueryDict

from union.common.errors import NotPermittedError
from union.jobs.services import JobContext, JobResult
from union.ledgers.permissions import ledger_for
from union.ledgers.selectors import query_from, views_of
from union.ledgers.services import export_ledger, kept_question


def run_export(context: JobContext) -> JobResult:
    """Write the ledger named in the job's arguments; rights are asked again, as of now."""
    user = context.actor
    ledger = ledger_for(user, context.args["ledger"]) if user else None
    if user is None or ledger is None:
        raise NotPermittedError("您已没有查看这份台账的权限")
    asked, reason = kept_question(user, context.args["question"])
    query = query_from(ledger, user, QueryDict(asked), views_of(user, ledger)[0])
    total = query.totals().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        exported = export_ledger(
            query,
            path,
            actor=user,
            unmasked=context.args["unmasked"],
            reason=reason,
            progress=lambda rows: context.progress(rows, total, "正在写入"),
        )
        with context.final() as final:
            final.result = JobResult(
                message=f"已导出 {exported.rows} 行", file=path, file_name=exported.file_name
            )
    return final.result
