"""The refused rows as a workbook: mend it and upload it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from union.common.spreadsheets.book import Cell
from union.common.spreadsheets.writing import Sheet, SheetColumn, write_workbook

REASON_HEAD = "原因（修改后可直接重新上传，本列不导入）"
ROW_HEAD = "原行号"
_LOST = 10**15  # Excel keeps 15 digits
ErrorRow = tuple[int, Sequence[Cell], Sequence[str]]


def write_error_file(
    target: str | Path | IO[bytes], *, header: Sequence[str], rows: Iterable[ErrorRow], title: str = ""
) -> int:
    """Write ``(row number, cells as read, reasons)`` in the original columns and order; return the count.

    Two columns follow: the row's number in the original file and the reasons, joined by “；”. Their heads
    match no field, so a second import ignores them. Cells are text, dates in ISO form. A number of more than
    15 digits has lost its last ones: it comes in scientific form, which is refused again, so that nobody
    uploads the digits Excel made up (one in eleven would pass the checksum). ``title`` may carry the month of
    the original file.
    """
    columns = [SheetColumn(_head(text, at), 14, "text") for at, text in enumerate(header)]
    columns += [SheetColumn(ROW_HEAD, 8, "integer"), SheetColumn(REASON_HEAD, 60, "text")]
    width = len(header)
    listed = (
        [*(_value(cell) for cell in _fitted(cells, width)), number, "；".join(reasons)]
        for number, cells, reasons in rows
    )
    return write_workbook(target, Sheet("需修改的行", columns, listed, title=title))


def _head(text: str, at: int) -> str:
    return text or f"（第{at + 1}列）"


def _fitted(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _value(cell: Cell) -> object:
    """Dates as ISO text: the columns are text columns, where a serial number would be shown."""
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, int | float) and abs(cell) >= _LOST:
        return f"{cell:.14E}"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    return cell if isinstance(cell, str) else str(cell)
