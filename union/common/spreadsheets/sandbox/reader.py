"""Read the values of a workbook sheet by sheet: calamine for .xlsx .xls .ods, the csv module for .csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import python_calamine as calamine

from . import csv_rows, sniff
from .archive import Archive, inspect
from .refusal import Refusal
from .sheet_xml import SheetScan

Row = tuple[int, list[object]]

MAX_COLUMNS = 2_000
MAX_ROWS = 500_000
MAX_AREA = (
    14_000_000  # cells of the rectangle calamine has to allocate; 24 bytes each, below the memory limit
)
MAX_ROW_TEXT = 2_000_000
_DAMAGED = f"文件已损坏或不是真正的表格：{sniff.SAVE_AS_XLSX}"


class Reader:
    """One opened workbook. ``sheets`` lists name, visibility and what the raw scan found."""

    def __init__(self, path: str, filename: str) -> None:
        self.path = path
        self.kind = sniff.kind_of(path, filename)
        self.archive = Archive("csv")
        if self.kind == "zip":
            self.archive = inspect(path)
            self.kind = self.archive.kind
        self._book = None if self.kind == "csv" else _open(path)
        self._kept: tuple[int, calamine.CalamineSheet] | None = None

    def sheets(self) -> list[dict[str, object]]:
        """Describe each sheet, in workbook order."""
        if self._book is None:
            return [{"name": "CSV", "visible": True, "table": True}]
        described: list[dict[str, object]] = []
        for index, sheet in enumerate(self._book.sheets_metadata):
            scan = self.archive.scans.get(index)
            described.append(
                {
                    "name": sheet.name,
                    "visible": sheet.visible == calamine.SheetVisibleEnum.Visible,
                    "table": sheet.typ == calamine.SheetTypeEnum.WorkSheet,
                    **(_findings(scan) if scan else {}),
                }
            )
        return described

    def rows(self, index: int) -> Iterator[Row]:
        """Yield ``(row number as Excel shows it, cells)`` for every row that is not blank.

        Trailing blank cells are cut off; a blank cell in between is ``""``.
        """
        source = csv_rows.rows_of(self.path) if self._book is None else self._sheet_rows(index)
        count = 0
        for number, cells in source:
            while cells and (cells[-1] == "" or (isinstance(cells[-1], str) and not cells[-1].strip())):
                cells.pop()
            if not cells:
                continue
            count += 1
            _check_row(number, cells, count)
            yield number, cells

    def _sheet_rows(self, index: int) -> Iterator[Row]:
        _check_area(self.archive.scans.get(index))
        sheet = self._sheet(index)
        if sheet.start is None:
            return
        padding: list[object] = [""] * sheet.start[1]
        for number, values in enumerate(sheet.iter_rows(), start=1):
            yield number, [*padding, *values]

    def _sheet(self, index: int) -> calamine.CalamineSheet:
        """Load a sheet; the biggest one seen is kept, for it is most likely the one asked for next."""
        if self._kept is not None and self._kept[0] == index:
            return self._kept[1]
        if self._book is None:
            raise Refusal(_DAMAGED)
        try:
            sheet = self._book.get_sheet_by_index(index)
        except Exception as error:
            raise Refusal(_DAMAGED) from error
        if self._kept is None or sheet.height * sheet.width > self._kept[1].height * self._kept[1].width:
            self._kept = (index, sheet)
        return sheet


def _open(path: str) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Refusal(sniff.password_message()) from error
    except Exception as error:  # calamine raises many kinds; each means the same to the clerk
        raise Refusal(_DAMAGED) from error


def _findings(scan: SheetScan) -> dict[str, object]:
    return {
        "rows": scan.rows,
        "hidden_rows": scan.hidden_rows,
        "no_result": scan.no_result,
        "errors": scan.errors,
    }


def _check_area(scan: SheetScan | None) -> None:
    if scan is None or not scan.last_row:
        return
    if scan.last_column >= MAX_COLUMNS:
        raise Refusal(
            f"第 {scan.last_column + 1} 列还有内容，表格最多 {MAX_COLUMNS} 列：请删除右边多余的内容"
        )
    if (scan.last_row - scan.first_row + 1) * (scan.last_column + 1) > MAX_AREA:
        raise Refusal(
            f"第 {scan.last_row} 行还有内容（可能只是空格），表格范围过大：请删除数据下方多余的内容"
        )


def _check_row(number: int, cells: list[object], count: int) -> None:
    if count > MAX_ROWS:
        raise Refusal(f"超过 {MAX_ROWS} 行，不能一次导入：请拆成几个文件")
    if len(cells) > MAX_COLUMNS:
        raise Refusal(f"第 {number} 行有 {len(cells)} 列，表格最多 {MAX_COLUMNS} 列：请删除右边多余的内容")
    if sum(len(cell) for cell in cells if isinstance(cell, str)) > MAX_ROW_TEXT:
        raise Refusal(f"第 {number} 行的文字太长，不像普通的表格：请检查这一行")


def encode(value: object) -> object:
    """What JSON does not know: dates and times, as one-key objects (read back by ``..child``)."""
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"s": value.total_seconds()}
    return {"c": str(value)}
