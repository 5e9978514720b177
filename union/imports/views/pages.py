"""What the templates of the import pages are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from union.imports import forms, selectors
from union.imports.choices import BatchState, RowState
from union.imports.declare import kinds
from union.imports.models import ImportBatch
from union.imports.services import memory

PAGE_SIZES = (20, 50, 100, 200)
TONES = {
    BatchState.STAGED: "info", BatchState.CHECKING: "info", BatchState.CHECKED: "warning",
    BatchState.APPLYING: "info", BatchState.APPLIED: "success", BatchState.UNDONE: "neutral",
    BatchState.FAILED: "danger", BatchState.DISCARDED: "neutral",
}  # fmt: skip
_EDITABLE = (BatchState.CHECKED, BatchState.FAILED)


@dataclass(frozen=True, slots=True)
class ListedBatch:
    """A batch as a list shows it."""

    batch: ImportBatch
    label: str
    tone: str


def listed(batches: Iterable[ImportBatch]) -> list[ListedBatch]:
    """Batches with the label of their kind and the tone of their state."""
    return [ListedBatch(b, kinds[b.kind].label, TONES[BatchState(b.state)]) for b in batches]


def error_title(batch: ImportBatch) -> str:
    """Title of the error file; it carries the month, so that a mended file counts from the same one."""
    month = batch.reading.get("effective") or batch.reading.get("month") or ""
    shown = f"（{month[:4]}年{int(month[5:7])}月）" if month else ""
    return f"{kinds[batch.kind].label}退回清单{shown}"


def has_error_file(batch: ImportBatch) -> bool:
    """Whether there are refused rows to download."""
    ready = batch.state in (BatchState.CHECKED, BatchState.APPLIED)
    return bool(batch.refused_count and ready and batch.file)


def columns_form(batch: ImportBatch, data: Mapping[str, Any] | None = None) -> forms.ColumnsForm:
    """The columns of the file with their fields."""
    labels = selectors.labels_of(kinds[batch.kind])
    return forms.ColumnsForm(data, columns=memory.mapping_by_letter(batch), labels=labels)


def values_form(batch: ImportBatch, data: Mapping[str, Any] | None = None) -> forms.ValuesForm:
    """The words nobody knows, with the present names to choose from."""
    kind = kinds[batch.kind]
    unknown = [
        (field, value, count)
        for field, found in batch.reading.get("unknown", {}).items()
        for value, count in found
    ]
    present = {field: kind.alias_choices[field]() for field in {item[0] for item in unknown}}
    return forms.ValuesForm(data, unknown=unknown, present=present, labels=selectors.labels_of(kind))


def batch_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """Everything the page of a batch shows."""
    kind = kinds[batch.kind]
    stuck = (
        batch.job is not None and not batch.job.is_open and batch.state in ("checking", "applying", "staged")
    )
    can_edit = batch.state in _EDITABLE or stuck
    context: dict[str, Any] = {
        "batch": batch,
        "kind": kind,
        "tone": TONES[BatchState(batch.state)],
        "stuck": stuck,
        "can_edit": can_edit,
        "has_rows": batch.checked_at is not None and batch.state != BatchState.DISCARDED and bool(batch.file),
        "has_error_file": has_error_file(batch),
        "to_write": batch.new_count + batch.changed_count,
        "labels": selectors.labels_of(kind),
        "step": _step_number(batch),
        "notes": [note for note in batch.reading.get("notes", []) if not note.startswith("这些列没有导入")],
        "keep_fields": {"keep": "1"},
        "confirm_text": (
            f"将写入新增 {batch.new_count} {kind.unit}、变更 {batch.changed_count} {kind.unit}。确认导入吗？"
        ),
    }
    if can_edit:
        initial = forms.initial_options(batch)
        context["options_form"] = forms.RecheckForm(kind=kind, user=request.user, initial=initial)
        context["columns_form"] = columns_form(batch) if batch.reading else None
        context["values_form"] = values_form(batch) if batch.reading.get("unknown") else None
    if context["has_rows"]:
        context |= _rows_context(request, batch)
    return context


def _step_number(batch: ImportBatch) -> int:
    """1 uploaded, 2 looked at, 3 written."""
    return {BatchState.CHECKED: 2, BatchState.APPLYING: 3, BatchState.APPLIED: 4, BatchState.UNDONE: 4}.get(
        BatchState(batch.state), 1
    )


def _rows_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    state = request.GET.get("state", _first_state(batch))
    rows = selectors.rows_of(
        batch,
        state="" if state == "all" else state,
        mark=request.GET.get("mark", ""),
        text=request.GET.get("q", ""),
    )
    page = Paginator(rows, _size(request)).get_page(request.GET.get("page"))
    return {
        "state": state,
        "page": page,
        "rows": selectors.row_views(batch, page.object_list),
        "marks": selectors.filter_marks(batch),
        "mark": request.GET.get("mark", ""),
        "tabs": _tabs(batch, state),
        "totals": f"共 {page.paginator.count:,} 行",
    }


def _first_state(batch: ImportBatch) -> str:
    """What deserves a look first: refused rows, then changes, then new ones."""
    for state, count in (
        (RowState.REFUSED, batch.refused_count),
        (RowState.CHANGED, batch.changed_count),
        (RowState.NEW, batch.new_count),
    ):
        if count:
            return state.value
    return "all"


def _tabs(batch: ImportBatch, state: str) -> list[tuple[str, str, int, bool]]:
    found = [
        ("all", "全部", batch.row_count),
        (RowState.NEW.value, "新增", batch.new_count),
        (RowState.CHANGED.value, "变更", batch.changed_count),
        (RowState.SAME.value, "相同", batch.same_count),
        (RowState.REFUSED.value, "退回", batch.refused_count),
        (selectors.HINTS, "提示", batch.hint_count),
    ]
    return [(label, f"?state={key}", count, key == state) for key, label, count in found]


def _size(request: HttpRequest) -> int:
    text = request.GET.get("size", "")
    return int(text) if text in map(str, PAGE_SIZES) else 50
