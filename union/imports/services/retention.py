"""How long an upload is kept: personal data no longer than they are needed (个人信息保护法 第十九条).

The batch itself (who, when, counts) stays; its file and its rows go.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from union.imports.choices import BatchState
from union.imports.models import ImportBatch
from union.imports.services import batches

KEEP_ENDED = dt.timedelta(days=180)  # as long a batch can be undone
KEEP_UNCONFIRMED = dt.timedelta(days=30)
_UNCONFIRMED = (BatchState.STAGED, BatchState.CHECKING, BatchState.CHECKED, BatchState.FAILED)
_ENDED = (BatchState.APPLIED, BatchState.UNDONE)


def purge(now: dt.datetime) -> int:
    """Give up unconfirmed batches after 30 days, empty ended ones after 180; return how many.

    Safe to run twice: what is empty or given up is not met again.
    """
    old = ImportBatch.objects.filter(state__in=_UNCONFIRMED, created_at__lt=now - KEEP_UNCONFIRMED)
    given_up = [batches.discard(pk, actor=None) for pk in old.values_list("pk", flat=True)]
    ended = ImportBatch.objects.filter(state__in=_ENDED, created_at__lt=now - KEEP_ENDED).exclude(file="")
    emptied = [_empty(pk) for pk in ended.values_list("pk", flat=True)]
    return len(given_up) + len(emptied)


@transaction.atomic
def _empty(batch_id: int) -> None:
    batch = batches.locked(batch_id)
    storage, name = batch.file.storage, str(batch.file.name)
    batch.rows.all().delete()
    batch.file = ""
    batch.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.delete(name))
