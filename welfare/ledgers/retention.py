"""保存期满清除清单."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right
from welfare.choices.retention import ErasureKind, ErasureState
from welfare.selectors.retention import erasures_visible_to

TONES = {
    ErasureState.PROPOSED: "warning", ErasureState.CHECKED: "info", ErasureState.DONE: "success",
    ErasureState.CANCELLED: "neutral",
}  # fmt: skip


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = erasures_visible_to(user)
    return rows.filter(proposed_on__year=period.year) if period.year else rows


LISTS = Ledger(
    key="erasures",
    title="保存期满清除",
    unit="份",
    right=Right.VIEW_HARDSHIP,
    rows=_rows,
    default_sort="-pk",
    page_url="welfare:erasure_list",
    record_url="welfare:erasure",
    columns=(
        Column("kind", "内容", "kind", Kind.CHOICE, 12, choices=ErasureKind, leads=True),
        Column("proposed_on", "提出日期", "proposed_on", Kind.DATE, 12),
        Column("ended_by", "办结截止", "ended_by", Kind.DATE, 12),
        Column("count", "清单（份）", "count", Kind.INTEGER, 10, total=True),
        Column("kept", "暂不清除（份）", "kept", Kind.INTEGER, 10, total=True),
        Column("erased", "已清除（份）", "erased", Kind.INTEGER, 10, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=ErasureState, tones=TONES),
        Column("decided_on", "确认日期", "decided_on", Kind.DATE, 12),
        Column("document", "集体研究记录", "document", Kind.TEXT, 20),
        Column("rule", "依据", "rule", Kind.TEXT, 30, default=False),
    ),
    filters=(
        Filter("kind", "内容", "kind", choices_of(ErasureKind)),
        Filter("state", "状态", "state", choices_of(ErasureState)),
    ),
    purpose="困难档案和慰问详情保存期满时，系统每天提出清单，工会办公室核对，委员会确认后清除。",
)  # fmt: skip
LEDGERS = (LISTS,)
