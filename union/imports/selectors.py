"""Reads for the import pages: batches, rows as people look at them. Sensitive cells leave here masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from union.accounts.models import User
from union.common.spreadsheets import column_letter
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import Finding, ImportKind, kinds
from union.imports.models import ImportBatch, ImportRow
from union.imports.permissions import batches_visible_to

HINTS = "hints"
TONES = {
    RowState.NEW: "success", RowState.CHANGED: "info", RowState.SAME: "neutral", RowState.REFUSED: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of a row: its column's head, what stands in it, what becomes of it."""

    column: str
    text: str
    tone: str = ""  # "danger" refused, "info" changed, "warning" hint, "" nothing to say
    note: str = ""


@dataclass(slots=True)
class RowView:
    """A row of the preview. ``changes`` are (label, old, new); ``brief`` the first cells of a new row."""

    number: int
    state: str
    label: str
    state_label: str = ""
    tone: str = "neutral"
    subject_url: str = ""
    reasons: list[Finding] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    brief: str = ""


def recent_batches(user: User, kind: str = "", limit: int = 20) -> QuerySet[ImportBatch]:
    """The newest batches the user may see, of one kind or all."""
    rows = batches_visible_to(user).select_related("created_by", "job")
    return (rows.filter(kind=kind) if kind else rows)[:limit]


def rows_of(batch: ImportBatch, *, state: str = "", mark: str = "", text: str = "") -> QuerySet[ImportRow]:
    """Rows of a batch by state ("hints" = with a hint), by refused code or field, by part of 工号 or name."""
    rows = batch.rows.order_by("number")
    if state == HINTS:
        rows = rows.filter(has_hint=True)
    elif state:
        rows = rows.filter(state=state)
    if mark:
        rows = rows.filter(marks__contains=f"|{mark}|")
    if text:
        rows = rows.filter(label__icontains=text.strip())
    return rows


def labels_of(kind: ImportKind) -> dict[str, str]:
    """Field → Chinese label."""
    return {column.key: column.label for column in kind.columns()}


def row_views(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[RowView]:
    """Rows as the preview shows them."""
    kind = kinds[batch.kind]
    labels = labels_of(kind)
    return [_row_view(batch, kind, row, labels) for row in rows]


def _row_view(batch: ImportBatch, kind: ImportKind, row: ImportRow, labels: Mapping[str, str]) -> RowView:
    view = RowView(
        number=row.number,
        state=row.state,
        label=row.label,
        state_label=RowState(row.state).label,
        tone=TONES[RowState(row.state)],
        subject_url=kind.subject_url(row.subject_id) if row.subject_id else "",
        reasons=codec.load_findings(row.reasons),
        hints=codec.load_findings(row.hints),
    )
    changes = codec.load(row.changes) or {}
    view.changes = [(labels.get(key, key), old, new) for key, (old, new) in changes.items()]
    if row.state == RowState.NEW and not changes:
        view.brief = _brief(batch, kind, codec.load(row.cells))
    return view


def _brief(batch: ImportBatch, kind: ImportKind, cells: Sequence[Any]) -> str:
    mapping = batch.reading.get("mapping", {})
    places = [mapping[key] for key in kind.brief if key in mapping]
    texts = (codec.cell_text(cells[at]) for at in places if at < len(cells))
    return " · ".join(text for text in texts if text)


def cell_views(batch: ImportBatch, row: ImportRow) -> list[CellView]:
    """Every cell of one row in the order of the sheet, with what becomes of it."""
    kind = kinds[batch.kind]
    keys = {at: key for key, at in batch.reading.get("mapping", {}).items()}
    notes = _cell_notes(row)
    cells = codec.load(row.cells)
    header = batch.reading.get("header", [])
    views = []
    for at in range(max(len(header), len(cells))):
        key = keys.get(at, "")
        text = codec.cell_text(cells[at]) if at < len(cells) else ""
        if text and key in kind.masks:
            text = kind.masks[key](text)
        head = header[at] if at < len(header) and header[at] else f"（{column_letter(at)} 列）"
        tone, note = notes.get(key, ("", "")) if key else ("", "这一列没有导入" if text else "")
        views.append(CellView(head, text, tone, note))
    return views


def _cell_notes(row: ImportRow) -> dict[str, tuple[str, str]]:
    notes: dict[str, tuple[str, str]] = {}
    for found in codec.load_findings(row.hints):
        notes[found.field] = ("warning", found.text)
    for key, (old, new) in (codec.load(row.changes) or {}).items():
        notes[key] = ("info", f"{old or '（空）'} → {new or '（空）'}")
    for found in codec.load_findings(row.reasons):
        notes[found.field] = ("danger", found.text)
    return notes


def refused_rows(batch: ImportBatch) -> Iterator[tuple[int, list[Any], list[str]]]:
    """(row number, cells as read, reasons) of every refused row, for the error file: not masked."""
    rows = batch.rows.filter(state=RowState.REFUSED).order_by("number")
    for row in rows.iterator(chunk_size=1000):
        reasons = [f"{found.column}：{found.text}" for found in codec.load_findings(row.reasons)]
        yield row.number, codec.load(row.cells), reasons


def filter_marks(batch: ImportBatch) -> list[tuple[str, str]]:
    """(mark, label) choices of the preview's filter: reasons first, then columns."""
    kind = kinds[batch.kind]
    labels = labels_of(kind)
    codes = [
        (code, f"{kind.reasons.get(code, code)}（{count}）")
        for code, count in batch.reading.get("codes", {}).items()
    ]
    fields = [
        (key, f"{labels.get(key, key)}列（{count}）")
        for key, count in batch.reading.get("fields", {}).items()
    ]
    return [*codes, *fields]
