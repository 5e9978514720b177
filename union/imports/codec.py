"""Cells and rows between Python and the encrypted columns of ImportRow."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from union.imports.declare import CheckedRow, Finding

MARKS_LENGTH = 400
_COLUMNS = (
    "batch_id", "number", "state", "subject_id", "label", "marks", "has_hint",
    "cells", "values", "changes", "reasons", "hints",
)  # fmt: skip


def _encode(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    return str(value)


def _decode(pairs: dict[str, Any]) -> Any:
    if len(pairs) == 1:
        if "d" in pairs:
            return dt.date.fromisoformat(pairs["d"])
        if "t" in pairs:
            return dt.datetime.fromisoformat(pairs["t"])
    return pairs


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_encode).encode


def dump(value: Any) -> str:
    """JSON text; dates keep their type, Decimals become text; empty things become ""."""
    return _to_json(value) if value else ""


def load(text: str) -> Any:
    """What `dump` was given; "" is an empty list."""
    return json.loads(text, object_hook=_decode) if text else []


def load_findings(text: str) -> list[Finding]:
    """Reasons or hints of a row."""
    return [Finding(*parts) for parts in load(text)]


def cell_text(value: Any) -> str:
    """A cell as a person reads it: dates as 2026-01-05, 13286.0 as 13286."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - Excel's 15 digits
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


def row_columns() -> tuple[str, ...]:
    """Columns of ImportRow in the order of `row_tuple`."""
    return _COLUMNS


def row_tuple(batch_id: int, row: CheckedRow) -> tuple[Any, ...]:
    """One row as a tuple for `bulk.insert`; ID numbers and phones are only in the encrypted columns."""
    return (
        batch_id,
        row.number,
        row.state.value,
        row.subject_id,
        row.label[:80],
        marks_of(row),
        bool(row.hints),
        dump(list(row.cells)),
        dump(row.values),
        dump(row.changes),
        dump(_plain(row.reasons)),
        dump(_plain(row.hints)),
    )


def _plain(findings: Iterable[Finding]) -> list[list[str]]:
    return [[f.field, f.column, f.value, f.text, f.code] for f in findings]


def marks_of(row: CheckedRow) -> str:
    """Codes and fields a preview can be filtered by: "|id_checksum|id_number|"; no values."""
    words: Sequence[str] = [word for f in (*row.reasons, *row.hints) for word in (f.code, f.field) if word]
    found = dict.fromkeys([*words, *row.changes])
    text = "|" + "|".join(found) + "|" if found else ""
    return text if len(text) <= MARKS_LENGTH else text[: text.rfind("|", 0, MARKS_LENGTH) + 1]
