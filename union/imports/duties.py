"""What waits for a user: files that were checked and not yet confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union.accounts.models import User
from union.common.registries import Duty
from union.imports.choices import BatchState
from union.imports.declare import kinds
from union.imports.permissions import batches_visible_to


def waiting_batches(user: User, _today: dt.date) -> Iterator[Duty]:
    """One duty per batch the user has uploaded and has to confirm or give up; one query."""
    waiting = batches_visible_to(user).filter(state=BatchState.CHECKED, created_by=user)
    for batch in waiting.order_by("pk")[:20]:
        yield Duty(
            key=f"imports.confirm:{batch.pk}",
            title=f"{kinds[batch.kind].label}已核对，等待确认导入",
            url=reverse("imports:batch_detail", args=[batch.pk]),
            detail=f"{batch.row_count} 行，退回 {batch.refused_count} 行",
            action="去确认",
        )
