"""The fixed parts of a workbook (ECMA-376 part 1): styles, sheet frame, print set-up, relations."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MAX_NAME = 31

# kind → (number format id, horizontal alignment); 49 is "@" (text), 14 would follow the reader's locale
_KINDS = {
    "text": (49, "left"),
    "integer": (1, "right"),
    "money": (4, "right"),
    "decimal": (2, "right"),
    "percent": (10, "right"),
    "date": (164, "center"),
    "datetime": (165, "center"),
    "month": (166, "center"),
}
_FORMATS = {164: "yyyy\\-mm\\-dd", 165: "yyyy\\-mm\\-dd\\ hh:mm:ss", 166: "yyyy\\-mm"}
STYLE_TITLE, STYLE_LINE, STYLE_HEADER = 1, 2, 3
_FIRST_CELL_STYLE = 4


@dataclass(frozen=True, slots=True)
class PrintArea:
    """Which part of a sheet is printed and which row is repeated on every page."""

    sheet_name: str
    last_letter: str
    header_row: int
    last_row: int


def style_of(kind: str, *, bold: bool = False) -> int:
    """Return the style number of a cell of ``kind``; bold for the sums."""
    return _FIRST_CELL_STYLE + list(_KINDS).index(kind) + (len(_KINDS) if bold else 0)


def text_cell(reference: str, style: int, escaped: str) -> str:
    """Return a cell with an inline string; ``escaped`` comes from `EscapedTexts`."""
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t{escaped}</t></is></c>'


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names Excel accepts: 31 characters, no brackets, slashes, ``:*?``, no two alike."""
    names: list[str] = []
    for position, name in enumerate(wanted, start=1):
        plain = _FORBIDDEN_IN_NAME.sub(" ", name).strip(" '")[:_MAX_NAME] or f"工作表{position}"
        if plain.lower() in (known.lower() for known in names):
            plain = f"{plain[: _MAX_NAME - 4]}({position})"
        names.append(plain)
    return names


def sheet_start(widths: Sequence[float], header_row: int) -> str:
    """Everything before the first row: fit to page width, frozen head, column widths."""
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, start=1)
    )
    below = f"A{header_row + 1}"
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{header_row}" topLeftCell="{below}" '
        'activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/><cols>{columns}</cols><sheetData>'
    )


def sheet_end(merged: Sequence[str], footer: str = "") -> str:
    """Everything after the last row: merged title lines, margins, landscape A4, ``footer``, page numbers."""
    plain = "".join(letter for letter in footer if letter.isprintable()).replace("&", "&&")
    left = f"&amp;L{escape(plain)}" if plain else ""
    ranges = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return (
        f'</sheetData>{merges}<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{left}&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
        "</worksheet>"
    )


def write_frame(book: zipfile.ZipFile, areas: Sequence[PrintArea]) -> None:
    """Write the parts around the sheets."""
    numbers = range(1, len(areas) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    book.writestr(
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>{overrides}</Types>',
    )
    book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
    sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    book.writestr("xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")]))
    book.writestr("xl/workbook.xml", _workbook(areas))
    book.writestr("xl/styles.xml", _styles())


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _workbook(areas: Sequence[PrintArea]) -> str:
    sheets, defined = "", ""
    for number, area in enumerate(areas, start=1):
        sheets += f'<sheet name={quoteattr(area.sheet_name)} sheetId="{number}" r:id="rId{number}"/>'
        quoted = "'" + escape(area.sheet_name).replace("'", "''") + "'"
        local = f'localSheetId="{number - 1}"'
        defined += (
            f'<definedName name="_xlnm.Print_Area" {local}>{quoted}!$A$1:${area.last_letter}${area.last_row}'
            f'</definedName><definedName name="_xlnm.Print_Titles" {local}>'
            f"{quoted}!${area.header_row}:${area.header_row}</definedName>"
        )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _format(number: int, font: int, *, fill: int = 0, border: int = 0, alignment: str = "") -> str:
    """One entry of the list of cell formats; cells refer to its position."""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"{alignment}</xf>"
    )


def _styles() -> str:
    formats = "".join(f'<numFmt numFmtId="{key}" formatCode="{code}"/>' for key, code in _FORMATS.items())
    cells = "".join(
        _format(
            number, font, fill=0, border=1, alignment=f'<alignment horizontal="{side}" vertical="center"/>'
        )
        for font in (0, 2)
        for number, side in _KINDS.values()
    )
    side = '<{0} style="thin"><color rgb="FFBFBFBF"/></{0}>'
    border = "".join(side.format(name) for name in ("left", "right", "top", "bottom"))
    centred = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_FORMATS)}">{formats}</numFmts>'
        '<fonts count="3"><font><sz val="11"/><name val="宋体"/></font>'
        '<font><b/><sz val="16"/><name val="宋体"/></font>'
        '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/></patternFill></fill></fills>'
        '<borders count="2"><border><left/><right/><top/><bottom/></border>'
        f"<border>{border}</border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{_FIRST_CELL_STYLE + 2 * len(_KINDS)}">'
        f"{_format(0, 0)}{_format(49, 1, alignment=centred)}{_format(49, 0)}"
        f"{_format(49, 2, fill=2, border=1, alignment=centred)}{cells}</cellXfs>"
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
