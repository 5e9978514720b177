"""A whole import in this process, without a worker: what the commands use. The same services as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from union.accounts.models import User
from union.common.spreadsheets import UnreadableFile
from union.imports.models import ImportBatch
from union.imports.services import batches, checking


def run_file(
    kind: str, path: Path, *, options: Mapping[str, Any], write: bool, actor: User | None = None
) -> ImportBatch:
    """Stage and check the file at ``path``, and write it if ``write``; return the batch as it ended.

    Not written: the batch is discarded, its counts stay. With all_or_nothing and refused rows it is
    left waiting for confirmation.

    Raises:
        UnreadableFile: with the sentence that also stands on the failed batch.
        DomainError: the registry refused the writing; nothing was written.
    """
    batch = batches.stage(kind, path.name, path.read_bytes(), actor=actor, options=options)
    check_now(batch.pk)
    batch.refresh_from_db()
    if write and not (batch.options.get("all_or_nothing") and batch.refused_count):
        apply_now(batch.pk, actor=actor)
        batch.refresh_from_db()
    return batch


def check_now(batch_id: int) -> None:
    """Check a staged batch.

    Raises:
        UnreadableFile: the batch is failed with the same sentence.
    """
    try:
        found = checking.read(batch_id)
    except UnreadableFile as error:
        with transaction.atomic():
            checking.fail(batch_id, str(error))
        raise
    with transaction.atomic():
        checking.finish(batch_id, found)


@transaction.atomic
def apply_now(batch_id: int, *, actor: User | None) -> None:
    """Confirm and write a checked batch in one transaction.

    Raises:
        DomainError: see `batches.confirm` and `batches.apply`; nothing was written.
    """
    batches.begin_apply(batches.locked(batch_id), actor=actor)
    batches.apply(batch_id, actor=actor)
