"""One way of writing the members ledger to .xlsx: ours, the bare loop of our writer, or the stock export."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.runs.start import report, timed
from bench.stock.resources import ExportResource
from members.ledgers import MEMBERS
from members.models import Member
from union.common.spreadsheets import Sheet, SheetColumn, write_workbook
from union.ledgers import services
from union.ledgers.declare import Period
from union.ledgers.selectors import LedgerQuery, system_query

TWELVE = (
    "staff_no", "name", "sex", "department", "branch", "title", "employment", "status", "joined_union_on",
    "group", "education", "born_on",
)  # fmt: skip
KINDS = services._CELL_KIND  # noqa: SLF001 - the bare loop writes the very same cells
WITH_BASE = (*TWELVE[:10], "dues_base", "born_on")


def ledger_query(keys: tuple[str, ...]) -> LedgerQuery:
    """Every member, the columns of ``keys``."""
    columns = [column for key in keys if (column := MEMBERS.column(key))]
    return system_query(MEMBERS, Period()).with_columns(columns)


def ours(path: Path, result: dict[str, Any], keys: tuple[str, ...] = TWELVE) -> None:
    """The product's export, audit row included."""
    with timed(result, "seconds"):
        result["rows"] = services.export_ledger(ledger_query(keys), path, actor=None).rows


def with_base(path: Path, result: dict[str, Any]) -> None:
    """The same with the dues base, which is looked up by effective month and summed."""
    ours(path, result, WITH_BASE)


def bare(path: Path, result: dict[str, Any]) -> None:
    """Our writer alone: rows converted and in memory before the clock runs."""
    query = ledger_query(TWELVE)
    rows = list(services._cells(query, lambda _rows: None, unmasked=False))  # noqa: SLF001
    heads = [SheetColumn(c.label, width=c.width, kind=KINDS[c.kind]) for c in query.columns]
    with timed(result, "seconds"):
        result["rows"] = write_workbook(path, Sheet(MEMBERS.title, heads, rows, title="会员花名册"))


def stock(path: Path, result: dict[str, Any]) -> None:
    """The stock resource with the units joined (a query per row and unit otherwise)."""
    from import_export.formats.base_formats import XLSX

    rows = Member.objects.select_related("branch", "department", "group").order_by("name_pinyin", "pk")
    with timed(result, "seconds"):
        dataset = ExportResource().export(rows)
        path.write_bytes(XLSX().export_data(dataset))
    result["rows"] = len(dataset)


WAYS: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "ours": ours, "base": with_base, "bare": bare, "stock": stock,
}  # fmt: skip

if __name__ == "__main__":
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "ledger.xlsx"
        WAYS[sys.argv[1]](target, found)
        found["file_mb"] = round(target.stat().st_size / 2**20, 2)
    report(found)
