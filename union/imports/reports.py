"""What a command says about an import: one JSON object, or lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from union.imports import codec
from union.imports.choices import RowState
from union.imports.models import ImportBatch

_MAX_LINES = 200


def summary(batch: ImportBatch) -> dict[str, Any]:
    """Counts, every refused row with its reasons, hints. Sensitive values are masked or left out."""
    accepted = batch.new_count + batch.changed_count + batch.same_count
    return {
        "batch": batch.pk,
        "state": batch.state,
        "rows": batch.row_count,
        "accepted": accepted,
        "refused": batch.refused_count,
        "new": batch.new_count,
        "changed": batch.changed_count,
        "same": batch.same_count,
        "errors": list(errors(batch)),
        "warnings": [*batch.reading.get("notes", []), *_hints(batch)],
    }


def errors(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """{row, column, reason} for every reason of every refused row, in order of the file."""
    rows = batch.rows.filter(state=RowState.REFUSED).order_by("number").values_list("number", "reasons")
    for number, reasons in rows.iterator(chunk_size=1000):
        for found in codec.load_findings(reasons):
            yield {"row": number, "column": found.column, "reason": found.text}


def _hints(batch: ImportBatch) -> Iterator[str]:
    if not batch.row_count:
        yield "表头下面没有数据行：请检查是不是空的模板，或者数据在另一个工作表"
    rows = batch.rows.filter(has_hint=True).order_by("number").values_list("number", "hints")
    for number, hints in rows.iterator(chunk_size=1000):
        for found in codec.load_findings(hints):
            yield f"第 {number} 行 {found.column}：{found.text}"


def lines(batch: ImportBatch) -> Iterator[str]:
    """The same for people, at most 200 refused rows."""
    found = summary(batch)
    yield (
        f"共 {found['rows']} 行：接受 {found['accepted']}（新增 {found['new']}，变更 {found['changed']}，"
        f"相同 {found['same']}），退回 {found['refused']}"
    )
    for error in found["errors"][:_MAX_LINES]:
        yield f"  第 {error['row']} 行 {error['column']}：{error['reason']}"
    if len(found["errors"]) > _MAX_LINES:
        yield f"  ……另有 {len(found['errors']) - _MAX_LINES} 条，见网页上的退回清单"
    yield from (f"  提示：{hint}" for hint in found["warnings"][:_MAX_LINES])
