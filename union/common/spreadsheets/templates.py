"""Empty workbooks to fill in: heads, text columns, drop-downs, a sheet with notes (openpyxl)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from union.common.spreadsheets.book import column_letter

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NOTES_SHEET = "填表说明"
CHOICES_SHEET = "选项"
_ROWS = 2_000
_FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "integer": "0"}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to fill in. ``choices`` become a drop-down; ``help`` stands on the notes sheet."""

    label: str
    kind: str = "text"
    choices: Sequence[str] = ()
    is_required: bool = False
    help: str = ""
    width: float = 14


def write_template(
    target: str | Path | IO[bytes], title: str, columns: Sequence[TemplateColumn], notes: Sequence[str] = ()
) -> None:
    """Write a workbook with the heads in row 2 and no example row (examples get imported by mistake).

    Text columns have the format "@", so that Excel keeps all 18 digits and leading zeros. Other values than
    those of a drop-down are warned of, not forbidden: the import checks them anyway.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "数据"
    _fill_sheet(sheet, title, columns)
    _add_choices(book, sheet, columns)
    _add_notes(book, columns, notes)
    book.save(target)


def _fill_sheet(sheet: Worksheet, title: str, columns: Sequence[TemplateColumn]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="BFBFBF")
    sheet.append([title])
    sheet.append([f"{column.label}{'*' if column.is_required else ''}" for column in columns])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=max(len(columns), 1))
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    for at, column in enumerate(columns):
        head = sheet.cell(2, at + 1)
        head.data_type = "s"  # a label may begin with "=": text, never a formula
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="F2F2F2")
        head.border = Border(left=side, right=side, top=side, bottom=side)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        dimension = sheet.column_dimensions[column_letter(at)]
        dimension.width = column.width
        dimension.number_format = _FORMATS.get(column.kind, "@")
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9


def _add_choices(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Put the lists on a hidden sheet, because a drop-down given as text may have 255 characters only."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = [(at, column) for at, column in enumerate(columns) if column.choices]
    if not listed:
        return
    hidden = book.create_sheet(CHOICES_SHEET)
    hidden.sheet_state = "hidden"
    for position, (at, column) in enumerate(listed):
        letter, place = column_letter(at), column_letter(position)
        for row, choice in enumerate(column.choices, start=1):
            cell = hidden.cell(row, position + 1, choice)
            cell.data_type = "s"
        rule = DataValidation(
            type="list",
            formula1=f"'{CHOICES_SHEET}'!${place}$1:${place}${len(column.choices)}",
            allow_blank=True,
            errorStyle="warning",
            errorTitle=column.label,
            error="不在选项中，请核对",
        )
        rule.add(f"{letter}3:{letter}{_ROWS + 2}")
        sheet.add_data_validation(rule)


def _add_notes(book: Workbook, columns: Sequence[TemplateColumn], notes: Sequence[str]) -> None:
    sheet = book.create_sheet(NOTES_SHEET)
    sheet.column_dimensions["A"].width = 100
    lines = [*notes, *(f"{column.label}：{column.help}" for column in columns if column.help)]
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line).data_type = "s"
