"""Read any spreadsheet safely, find the table in it, and write workbooks a person would send on.

The names below are the whole interface; see docs/spreadsheets.md.
"""

from union.common.spreadsheets.book import Book, Cell, SheetInfo, column_index, column_letter, open_book
from union.common.spreadsheets.columns import Column, Head, normalise_head
from union.common.spreadsheets.counting import count_filled_rows
from union.common.spreadsheets.error_files import write_error_file
from union.common.spreadsheets.errors import UnreadableFile
from union.common.spreadsheets.tables import SkippedRow, Table, TableRow, find_table
from union.common.spreadsheets.templates import TemplateColumn, write_template
from union.common.spreadsheets.writing import Sheet, SheetColumn, write_workbook

__all__ = [
    "Book",
    "Cell",
    "Column",
    "Head",
    "Sheet",
    "SheetColumn",
    "SheetInfo",
    "SkippedRow",
    "Table",
    "TableRow",
    "TemplateColumn",
    "UnreadableFile",
    "column_index",
    "column_letter",
    "count_filled_rows",
    "find_table",
    "normalise_head",
    "open_book",
    "write_error_file",
    "write_template",
    "write_workbook",
]
