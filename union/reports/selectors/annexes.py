"""Annexes of the report: extracts of ledgers without any personal data.

A PDF holds at most 500 rows of one ledger and 1,000 in all; the workbook of the report holds every row, and
the annex says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from union.common.registries import ledgers
from union.common.spreadsheets import Sheet
from union.ledgers.cells import NUMERIC, text_of
from union.ledgers.declare import Period
from union.ledgers.selectors import LedgerQuery, system_query
from union.ledgers.services import sheet_of
from union.reports.choices import Layout
from union.reports.models import Report

MOST_ROWS, MOST_IN_ALL = 500, 1000

# ledger -> columns that name nobody; a ledger or column that is not there is left out. Each ledger narrows
# by the day it was held (filter `held`).
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
    numeric: Sequence[bool] = ()  # columns of numbers, set to the right

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """The rows; of each cell, what stands in it and whether it is a number."""
        marks = self.numeric or [False] * len(self.heads)
        return [list(zip(row, marks, strict=True)) for row in self.rows]


def annexes_of(report: Report) -> list[Annex]:
    """Return the extracts for a report of the whole hospital over its months; other layouts have none."""
    if not _has_annexes(report):
        return []
    found, room = [], MOST_IN_ALL
    for key, wanted in EXTRACTS.items():
        annex = _extract(key, wanted, report, min(room, MOST_ROWS))
        if annex and annex.rows:
            found.append(annex)
            room -= len(annex.rows)
    return found


def annex_sheets(report: Report) -> list[Sheet]:
    """Return the extracts as sheets with all their rows, read one by one while the book is written."""
    if not _has_annexes(report):
        return []
    found = [_query(key, wanted, report) for key, wanted in EXTRACTS.items()]
    some = [query for query in found if query and query.totals().rows]
    return [sheet_of(query, f"附件{n} {query.ledger.title}") for n, query in enumerate(some, start=1)]


def _has_annexes(report: Report) -> bool:
    return report.layout == Layout.FULL and not report.branch_id


def _query(key: str, wanted: Sequence[str], report: Report) -> LedgerQuery | None:
    ledger = ledgers.get(key)
    columns = [column for name in wanted if ledger and (column := ledger.column(name))]
    if ledger is None or not columns:
        return None
    query: LedgerQuery = system_query(ledger, Period(None, None)).with_columns(columns)
    months = {"held_from": f"{report.first}", "held_to": f"{report.last}"}
    return replace(query, filters={**query.filters, **months, **_NARROWED.get(key, {})})


def _extract(key: str, wanted: Sequence[str], report: Report, room: int) -> Annex | None:
    query = _query(key, wanted, report)
    if query is None:
        return None
    rows = [_cells(query.columns, row) for row in islice(query.all_rows(), room)]
    left_out = max(0, query.totals().rows - len(rows))
    kept = [
        n for n in range(len(query.columns)) if any(row[n] for row in rows)
    ]  # an empty column says nothing
    columns = [query.columns[n] for n in kept]
    return Annex(
        query.ledger.title, [c.label for c in columns], [[row[n] for n in kept] for row in rows], left_out,
        _widths(columns), [c.kind in NUMERIC for c in columns],
    )  # fmt: skip


def _widths(columns: Sequence[Any]) -> list[int]:
    """Shares of the page; the columns of a ledger know how wide they are on a sheet."""
    every = sum(column.width for column in columns)
    return [column.width * 100 // every for column in columns]


def _cells(columns: Sequence[Any], row: Sequence[Any]) -> list[str]:
    return [text_of(column, value) for column, value in zip(columns, row[1:], strict=True)]
