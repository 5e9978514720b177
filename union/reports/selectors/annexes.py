"""Annexes of the yearly report: extracts of ledgers without any personal data.

A PDF holds at most 500 rows of one ledger and 1,000 in all; what is more stands in the ledger itself, and the
annex says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from union.common.registries import ledgers
from union.ledgers.cells import text_of
from union.ledgers.declare import Period
from union.ledgers.selectors import LedgerQuery, system_query
from union.reports.choices import Layout
from union.reports.models import Report

MOST_ROWS, MOST_IN_ALL = 500, 1000

# ledger -> columns that name nobody; a ledger or column that is not there is left out.
EXTRACTS: dict[str, tuple[str, ...]] = {
    "motions": ("session", "number", "title", "category", "filing", "state", "lead", "grade", "rating"),
    "activities": ("title", "kind", "starts", "branch", "sessions", "times", "cost"),
}
# ledger -> filters: a report tells what took place, not what is planned.
_NARROWED: dict[str, dict[str, str]] = {"activities": {"counted": "yes"}}


@dataclass(frozen=True, slots=True)
class Annex:
    """One table. ``left_out``: rows that are not printed; ``widths`` of the columns in percent."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    left_out: int
    widths: Sequence[int] = ()


def annexes_of(report: Report) -> list[Annex]:
    """Return the extracts for a report of the whole hospital on one calendar year; others have none."""
    whole_year = report.first.year == report.last.year and (report.first.month, report.last.month) == (1, 12)
    if report.layout != Layout.FULL or report.branch_id or not whole_year:
        return []
    found, room = [], MOST_IN_ALL
    for key, wanted in EXTRACTS.items():
        annex = _extract(key, wanted, report.first.year, min(room, MOST_ROWS))
        if annex and annex.rows:
            found.append(annex)
            room -= len(annex.rows)
    return found


def _extract(key: str, wanted: Sequence[str], year: int, room: int) -> Annex | None:
    ledger = ledgers.get(key)
    columns = [column for name in wanted if ledger and (column := ledger.column(name))]
    if ledger is None or not columns:
        return None
    query: LedgerQuery = system_query(ledger, Period(year, None)).with_columns(columns)
    query = replace(query, filters={**query.filters, **_NARROWED.get(key, {})})
    rows = [_cells(columns, row) for row in islice(query.all_rows(), room)]
    left_out = max(0, query.totals().rows - len(rows))
    return Annex(ledger.title, [c.label for c in columns], rows, left_out, _widths(columns))


def _widths(columns: Sequence[Any]) -> list[int]:
    """Shares of the page; the columns of a ledger know how wide they are on a sheet."""
    every = sum(column.width for column in columns)
    return [column.width * 100 // every for column in columns]


def _cells(columns: Sequence[Any], row: Sequence[Any]) -> list[str]:
    return [text_of(column, value) for column, value in zip(columns, row[1:], strict=True)]
