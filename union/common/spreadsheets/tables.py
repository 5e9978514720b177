"""Find the table on a sheet (title rows above, two-row heads, sums below) and stream its rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from union.common.spreadsheets.book import Book, Cell, RawRow, SheetInfo, column_index, column_letter
from union.common.spreadsheets.columns import Column, Head, certain_keys, match_heads, normalise_head
from union.common.spreadsheets.errors import UnreadableFile

_TOTAL = re.compile(r"(?:本页|本表|本月|全院|累计)?(?:合计|总计|小计|共计)(?:人数|金额)?[:：]?")
_GROUP_TOTAL = re.compile(r".{1,30}(?:合计|小计|总计)[:：]?")
_REMARK = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填表人|制表人|制表|经办人|填报人|审核人|审核|复核|负责人|工会主席|填报单位|填报日期"
    r"|打印日期|第\d+页|单位盖章)(?:[:：,，/共（(].*)?",
)
_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月(?:份)?(?!\s*\d)")
_EMPTY: dict[str, str] = {}
_MAX_TEXT = 60
_SHORT_ROW = 3


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row: ``number`` as in Excel, ``values`` by key ("" = blank), ``cells`` as read.

    ``issues``: key → sentence for cells that have no usable value (formula without result, #N/A).
    """

    number: int
    values: dict[str, Cell]
    issues: Mapping[str, str]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A filled row below the head that is no data: ``kind`` is "total", "head", "title" or "remark"."""

    number: int
    kind: str
    text: str
    cells: Sequence[Cell] = ()

    @property
    def kind_label(self) -> str:
        """The kind in Chinese, for the page."""
        return {"total": "合计行", "head": "重复的表头", "title": "重复的标题", "remark": "说明行"}[self.kind]


@dataclass(slots=True)
class Table:
    """The found table; ``skipped`` and ``data_rows`` are complete when ``rows()`` has been exhausted."""

    book: Book
    sheet: SheetInfo
    header_rows: tuple[int, ...]
    heads: list[Head]
    titles: list[str]
    columns: Sequence[Column]
    notes: list[str]
    skipped: list[SkippedRow] = field(default_factory=list)
    data_rows: int = 0

    @property
    def mapping(self) -> dict[str, int]:
        """Key → position of its column (0 = A)."""
        return {head.key: head.index for head in self.heads if head.key}

    @property
    def letters(self) -> dict[str, str]:
        """Key → letter of its column."""
        return {key: column_letter(index) for key, index in self.mapping.items()}

    @property
    def header(self) -> list[str]:
        """The heads as text, column by column."""
        return [head.text for head in self.heads]

    @property
    def unmapped(self) -> list[Head]:
        """Heads with a text that no field was found for."""
        return [head for head in self.heads if head.text and not head.key]

    @property
    def month(self) -> dt.date | None:
        """First day of the month a title row names, e.g. “…（2026年1月）”; full dates do not count."""
        found = next((match for title in self.titles if (match := _MONTH.search(title))), None)
        return dt.date(int(found[1]), int(found[2]), 1) if found else None

    @property
    def totals(self) -> list[SkippedRow]:
        """The 合计/小计/总计 rows."""
        return [row for row in self.skipped if row.kind == "total"]

    def rows(self) -> Iterator[TableRow]:
        """Stream the data rows; what is left out is listed in ``skipped``, so nothing is lost unseen."""
        self.skipped.clear()
        self.data_rows = 0
        judge = _Judge(self)
        places = tuple(self.mapping.items())
        width = max(self.mapping.values(), default=-1) + 1
        last_head = self.header_rows[-1]
        for number, cells in self.book.rows(self.sheet.index):
            if number <= last_head:
                continue
            cells.extend([""] * (width - len(cells)))
            kind = judge.kind(cells)
            if kind:
                self.skipped.append(SkippedRow(number, kind, _shown(cells), tuple(cells)))
                continue
            self.data_rows += 1
            yield TableRow(number, {key: cells[at] for key, at in places}, self._issues(number), cells)

    def _issues(self, number: int) -> Mapping[str, str]:
        found = self.sheet.issues.get(number)
        if not found:
            return _EMPTY
        return {head.key: found[head.index] for head in self.heads if head.key and head.index in found}


class _Judge:
    """Decides of a row below the head whether it is data."""

    def __init__(self, table: Table) -> None:
        self._heads = {head.index: normalise_head(head.text) for head in table.heads if head.text}
        self._titles = {normalise_head(title) for title in table.titles}
        identifying = {column.key for column in table.columns if column.identifying}
        self._identifying = [at for key, at in table.mapping.items() if key in identifying]
        self._probe = next(iter(table.mapping.values()), 0)

    def kind(self, cells: list[Cell]) -> str:
        """Return "" for data. A row with 工号 or ID is data, unless its first cell says 合计."""
        if self._is_head(cells):
            return "head"
        filled = [cell for cell in cells if cell != ""]
        texts = ["".join(cell.split()) if isinstance(cell, str) else "" for cell in filled[:3]]
        if _TOTAL.fullmatch(texts[0]):
            return "total"
        if any(cells[at] != "" for at in self._identifying):
            return ""
        first = next((text for text in texts if text), "")
        if _GROUP_TOTAL.fullmatch(first) or any(_TOTAL.fullmatch(text) for text in texts):
            return "total"
        if first and normalise_head(first) in self._titles:
            return "title"
        return "remark" if len(filled) <= _SHORT_ROW and _REMARK.fullmatch(first) else ""

    def _is_head(self, cells: list[Cell]) -> bool:
        """A repeated head: what stands in the row stands in the head, in two columns at least."""
        probe = cells[self._probe]
        if not isinstance(probe, str) or normalise_head(probe) != self._heads.get(self._probe):
            return False
        same = [normalise_head(cell) == self._heads.get(at) for at, cell in enumerate(cells) if cell != ""]
        return sum(same) > len(same) // 2 and (len(same) > 1 or len(self._heads) == 1)


def find_table(
    book: Book,
    columns: Sequence[Column],
    *,
    chosen: Mapping[str, str] | None = None,
    sheet_name: str = "",
    header_row: int | None = None,
) -> Table:
    """Find the sheet and the row that hold the heads of ``columns``.

    ``chosen``: the user's correction, column letter → key ("" = ignore this column). ``sheet_name`` and
    ``header_row`` (Excel's number) override the search. Hidden sheets are only read when named.

    Raises:
        UnreadableFile: no sheet has a recognisable head (two known columns at least).
    """
    candidates = [sheet for sheet in book.sheets if sheet.is_table and _is_wanted(sheet, sheet_name)]
    located = [(_locate(sheet, columns, header_row), sheet) for sheet in candidates]
    located = [item for item in located if item[0].score > 0]
    if not located:
        wanted = "、".join(column.label for column in columns[:6])
        raise UnreadableFile(
            f"没有找到表头：请确认有一行列名，至少包含其中两项（{wanted}……），数据写在列名下面"
        )
    place, sheet = max(located, key=lambda item: item[0].score)
    positions = {column_index(letter): key for letter, key in (chosen or {}).items()}
    heads = match_heads(place.texts, columns, positions)
    notes = [*book.notes, *_sheet_notes(book, sheet, located), *_head_notes(heads, columns)]
    return Table(book, sheet, place.rows, heads, _titles(sheet, place.rows[0]), columns, notes)


@dataclass(frozen=True, slots=True)
class _Place:
    score: int
    rows: tuple[int, ...]
    texts: list[Cell]


def _is_wanted(sheet: SheetInfo, sheet_name: str) -> bool:
    return sheet.name == sheet_name if sheet_name else sheet.is_visible


def _locate(sheet: SheetInfo, columns: Sequence[Column], header_row: int | None) -> _Place:
    """The best head among the first rows; a row together with the next where heads take two rows."""
    best = _Place(0, (0,), [])
    for at, (number, cells) in enumerate(sheet.head):
        if header_row is not None:
            if number == header_row:
                return _Place(1, (number,), cells)
            continue
        keys = certain_keys(cells, columns)
        if len(set(keys.values())) >= min(2, len(columns)) and len(keys) > best.score:
            best = _Place(len(keys), (number,), cells)
        following = sheet.head[at + 1] if at + 1 < len(sheet.head) else None
        double = _double(number, cells, keys, following, columns) if following else None
        if double and double.score > best.score:
            best = double
    return best


def _double(
    number: int, cells: list[Cell], keys: dict[int, str], following: RawRow, columns: Sequence[Column]
) -> _Place | None:
    """Join a head row with its sub-heads: the lower row fills columns the upper one has not matched."""
    lower = certain_keys(following[1], columns)
    filled = {at for at, cell in enumerate(following[1]) if cell != ""}
    if not lower or not keys or filled & keys.keys() or following[0] != number + 1:
        return None
    width = max(len(cells), len(following[1]))
    texts = [_at(following[1], at) if at in filled else _at(cells, at) for at in range(width)]
    return _Place(len(set(keys.values()) | set(lower.values())), (number, following[0]), texts)


def _at(cells: list[Cell], at: int) -> Cell:
    return cells[at] if at < len(cells) else ""


def _titles(sheet: SheetInfo, header_row: int) -> list[str]:
    texts = [[str(cell).strip() for cell in cells if cell != ""] for n, cells in sheet.head if n < header_row]
    return [text for row in texts for text in row if text]


def _sheet_notes(book: Book, chosen: SheetInfo, located: list[tuple[_Place, SheetInfo]]) -> list[str]:
    with_head = {sheet.index for _, sheet in located}
    notes = []
    for sheet in book.sheets:
        if sheet.index == chosen.index or not sheet.is_visible or not sheet.head:
            continue
        reason = "一次只导入一个工作表" if sheet.index in with_head else "没有可识别的表头"
        notes.append(f"工作表“{sheet.name}”未导入：{reason}")
    return notes


def _head_notes(heads: Sequence[Head], columns: Sequence[Column]) -> list[str]:
    labels = {column.key: column.label for column in columns}
    notes = [
        f"{column_letter(head.index)} 列“{normalise_head(head.text)}”按“{labels[head.key]}”导入，请核对"
        for head in heads
        if head.how == "contains"
    ]
    unknown = [normalise_head(head.text) for head in heads if head.text and not head.key and not head.how]
    return [*notes, f"这些列没有导入：{'、'.join(unknown)}"] if unknown else notes


def _shown(cells: list[Cell]) -> str:
    return " ".join(str(cell).strip() for cell in cells if cell != "")[:_MAX_TEXT]
