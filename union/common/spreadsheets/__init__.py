"""Read any spreadsheet safely, find the table in it, and write workbooks a person would send on.

The names below are the whole interface; see docs/spreadsheets.md.
"""

from union.common.spreadsheets.book import Book, Cell, SheetInfo, column_index, column_letter, open_book
from union.common.spreadsheets.columns import Column, Head, normalise_head
from union.common.spreadsheets.errors import UnreadableFile
from union.common.spreadsheets.tables import SkippedRow, Table, TableRow, find_table

__all__ = [
    "Book",
    "Cell",
    "Column",
    "Head",
    "SheetInfo",
    "SkippedRow",
    "Table",
    "TableRow",
    "UnreadableFile",
    "column_index",
    "column_letter",
    "find_table",
    "normalise_head",
    "open_book",
]
