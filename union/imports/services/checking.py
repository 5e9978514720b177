"""Reading a file into rows with a state. Writes nothing but the batch and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from union.common import bulk
from union.common.dates import today
from union.common.number_guard import holds_number
from union.common.spreadsheets import Table, UnreadableFile, find_table, open_book
from union.imports import codec
from union.imports.choices import BatchState, RowState
from union.imports.declare import CheckedRow, ImportKind, Reading
from union.imports.models import ImportBatch, ImportRow
from union.imports.services import batches, files, memory

Progress = Callable[[int, int | None, str], None]
CHUNK = 1000
_MAX_SKIPPED_SHOWN = 50
_PAST_RUN = "这次核对已由新的一次取代"


class SupersededError(Exception):
    """Another check of the same batch has begun; this one must not write any more."""


def silent(_done: int, _total: int | None, _message: str) -> None:
    """A progress nobody looks at."""


def read(batch_id: int, *, progress: Progress = silent) -> dict[str, Any]:
    """Read and check the file, store its rows, and return what `finish` writes with the new state.

    A check that was killed is simply begun again: its rows are deleted first, and a slow twin finds
    that it owns them no more.

    Raises:
        TransitionError: the batch is past its check.
        SupersededError: another run has taken over.
        UnreadableFile: nothing can be read; hand the sentence to `fail`.
    """
    batch = _begin(batch_id)
    kind = batches.kind_of(batch.kind)
    counts: Counter[str] = Counter()
    with files.opened(batch) as path, open_book(path, filename=batch.file_name) as book:
        table = find_table(
            book, kind.columns(), chosen=memory.chosen_columns(batch),
            sheet_name=batch.options.get("sheet", ""), header_row=batch.options.get("header_row"),
        )  # fmt: skip
        table = _with_remembered_columns(batch, kind, table)
        prepared = kind.prepare(_reading(batch, kind, table))
        rows = kind.check(table.rows(), prepared)
        _store(batch, rows, counts, table.sheet.filled_rows, progress)
        filters = {"codes": _counted(counts, "code:"), "fields": _counted(counts, "field:")}
        notes = _without_numbers({**_notes(table), **filters, **kind.remarks(prepared)})
    return {"reading": notes, "row_count": table.data_rows, **_count_fields(counts)}


def _without_numbers(notes: dict[str, Any]) -> dict[str, Any]:
    """An ID number in the column of departments is no department: it stays in the encrypted row alone."""
    unknown = notes.get("unknown", {})
    plain = {
        field: [item for item in found if not holds_number(str(item[0]))] for field, found in unknown.items()
    }
    return notes | {"unknown": {field: found for field, found in plain.items() if found}}


def finish(batch_id: int, found: dict[str, Any]) -> ImportBatch:
    """Move the batch to 待确认 with its counts. Call in the job's final transaction.

    Raises:
        DomainError: a row was lost or counted twice; the check does not count.
    """
    batch = batches.locked(batch_id)
    states = ("new_count", "changed_count", "same_count", "refused_count")
    if sum(found[name] for name in states) != found["row_count"]:
        raise UnreadableFile("核对的行数与文件的行数不一致，没有导入任何内容，请联系管理员")
    batches.move(batch, BatchState.CHECKED, checked_at=timezone.now(), error="", **found)
    return batch


def fail(batch_id: int, sentence: str) -> ImportBatch:
    """The file cannot be read: keep the sentence, drop rows that were stored before it was noticed."""
    batch = batches.locked(batch_id)
    batch.rows.all().delete()
    batches.move(batch, BatchState.FAILED, error=sentence[:500], checked_at=None)
    return batch


def _begin(batch_id: int) -> ImportBatch:
    with transaction.atomic():
        batch = batches.locked(batch_id)
        batches.move(batch, BatchState.CHECKING, run=batch.run + 1, checked_at=None, error="")
        batch.rows.all().delete()
    return batch


def _with_remembered_columns(batch: ImportBatch, kind: ImportKind, table: Table) -> Table:
    """Use what a user once said about this very head, unless this time's choice says otherwise."""
    remembered = memory.remembered_columns(batch, table)
    if not remembered:
        return table
    return find_table(
        table.book, kind.columns(), chosen={**remembered, **(memory.chosen_columns(batch) or {})},
        sheet_name=table.sheet.name, header_row=table.header_rows[-1],
    )  # fmt: skip


def _reading(batch: ImportBatch, kind: ImportKind, table: Table) -> Reading:
    return Reading(
        batch=batch,
        options=batch.options,
        month=table.month,
        fields=frozenset(table.mapping),
        aliases=memory.aliases(kind.alias_choices),
        today=today(),
        titles=table.titles,
        columns=table.mapping,
        totals=lambda: table.totals,
    )


def _store(
    batch: ImportBatch,
    rows: Iterator[CheckedRow],
    counts: Counter[str],
    total: int | None,
    progress: Progress,
) -> None:
    """Insert the rows chunk by chunk, each in its own short transaction."""
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        tuples = [codec.row_tuple(batch.pk, row) for row in chunk]
        for row in chunk:
            _count(counts, row)
        with transaction.atomic():
            held = ImportBatch.objects.select_for_update(of=("self",)).filter(
                pk=batch.pk, run=batch.run, state=BatchState.CHECKING
            )
            if not held.values_list("pk").first():
                raise SupersededError(_PAST_RUN)
            bulk.insert(ImportRow, codec.row_columns(), tuples)
        done += len(chunk)
        progress(done, max(total or 0, done), "正在核对")


def _count(counts: Counter[str], row: CheckedRow) -> None:
    counts[row.state] += 1
    counts["hint"] += bool(row.hints)
    counts.update({f"code:{f.code}" for f in row.reasons})
    counts.update({f"field:{f.field}" for f in row.reasons} | {f"field:{key}" for key in row.changes})


def _counted(counts: Counter[str], prefix: str) -> dict[str, int]:
    """{"id_checksum": 2, …} of the counters that begin with ``prefix``, most frequent first."""
    return {key.removeprefix(prefix): n for key, n in counts.most_common() if key.startswith(prefix)}


def _count_fields(counts: Counter[str]) -> dict[str, int]:
    return {
        "new_count": counts[RowState.NEW],
        "changed_count": counts[RowState.CHANGED],
        "same_count": counts[RowState.SAME],
        "refused_count": counts[RowState.REFUSED],
        "hint_count": counts["hint"],
    }


def _notes(table: Table) -> dict[str, Any]:
    """What the page tells about the reading. Holds heads and sheet names, no cells of rows."""
    skipped = Counter(row.kind_label for row in table.skipped)
    return {
        "sheet": table.sheet.name,
        "sheets": [sheet.name for sheet in table.book.sheets if sheet.is_table],
        "kind": table.book.kind,
        "header_row": table.header_rows[-1],
        "header": table.header,
        "mapping": table.mapping,
        "guessed": [head.key for head in table.heads if head.how == "contains"],
        "unmapped": [head.text for head in table.unmapped],
        "skipped": dict(skipped),
        "skipped_rows": [[row.number, row.kind_label] for row in table.skipped[:_MAX_SKIPPED_SHOWN]],
        "notes": table.notes,
        "second_reader": table.sheet.filled_rows is not None,
        "month": table.month.isoformat()[:7] if table.month else "",
    }
