"""A second reader that shares nothing with the first: how many rows of a sheet hold anything.

Used by tests and by the bench (openpyxl takes 0.3 ms a row); imports themselves compare with the raw XML
scan, which costs nothing (``sandbox.sheet_xml``).
"""

from __future__ import annotations

import io
from pathlib import Path

from union.common.spreadsheets.errors import UnreadableFile


def count_filled_rows(path: str | Path, *, filename: str, sheet_name: str = "") -> int:
    """Count the rows with a cell that is not blank: .xlsx through openpyxl, .csv through a quote counter.

    Raises:
        UnreadableFile: for other formats.
    """
    suffix = Path(filename).suffix.lower()
    if suffix == ".xlsx":
        return _count_xlsx(path, sheet_name)
    if suffix == ".csv":
        return _count_csv(Path(path).read_bytes())
    raise UnreadableFile(f"没有第二种方法核对“{suffix}”的行数")


def _count_xlsx(path: str | Path, sheet_name: str) -> int:
    """``reset_dimensions`` because the file's own <dimension> may lie."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book[sheet_name] if sheet_name else book.worksheets[0]
        sheet.reset_dimensions()
        return sum(any(_is_filled(value) for value in row) for row in sheet.iter_rows(values_only=True))
    finally:
        book.close()


def _is_filled(value: object) -> bool:
    return value is not None and bool(str(value).strip())


def _count_csv(raw: bytes) -> int:
    """Lines outside of quotes that hold more than separators."""
    text = next(
        decoded for encoding in ("utf-8-sig", "gb18030") if (decoded := _decoded(raw, encoding)) is not None
    )
    count, is_quoted, is_filled = 0, False, False
    for char in io.StringIO(text, newline=None).read():
        if char == '"':
            is_quoted = not is_quoted
        elif char == "\n" and not is_quoted:
            count += is_filled
            is_filled = False
        elif char not in ",;\t" and not char.isspace():
            is_filled = True
    return count + is_filled


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return None
