"""An opened workbook: which sheets it has, what is odd about them, and their rows as a stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from union.common.spreadsheets.child import Answer, Child
from union.common.spreadsheets.errors import UnreadableFile

# A blank cell is "". Numbers of .xlsx are float, of .xls int or float; .csv holds nothing but str.
Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
RawRow = tuple[int, list[Cell]]

NO_RESULT = "公式单元格没有结果：请在 Excel 中打开、重新计算并保存，或改为填写数值"
_MAX_LISTED_ROWS = 10


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet: ``head`` = its first filled rows; ``filled_rows`` = the second reader's count (.xlsx)."""

    index: int
    name: str
    is_visible: bool
    is_table: bool
    head: tuple[RawRow, ...]
    filled_rows: int | None = None
    hidden_rows: tuple[int, ...] = ()
    issues: dict[int, dict[int, str]] = field(default_factory=dict)


class Book:
    """An opened workbook; a context manager, leaving it ends the child process.

    ``kind`` is "xlsx", "xls", "ods" or "csv"; ``notes`` are hints for the clerk (hidden sheets and rows).
    """

    def __init__(self, path: str | Path, filename: str) -> None:
        self.filename = filename
        self._path = path
        self._child = Child(path, filename)
        self._streaming = False
        try:
            answer = self._child.receive()
            heads = [head["rows"] for head in self._child.ask(-1)]
        except BaseException:
            self._child.close()
            raise
        self.kind: str = answer["kind"]
        self.sheets = tuple(_sheet(i, d, heads[i]) for i, d in enumerate(answer["sheets"]))
        self.notes = _notes(self.sheets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def rows(self, index: int) -> Iterator[RawRow]:
        """Stream the filled rows of a sheet as ``(row number as Excel shows it, cells)``.

        May be called again (also after a stop half-way, which starts a fresh child).

        Raises:
            UnreadableFile: while reading; also at the end, when the second reader counted more filled rows.
        """
        if self._streaming:
            self._child.close()
            self._child = Child(self._path, self.filename)
            self._child.receive()
        self._streaming = True
        count = 0
        for answer in self._child.ask(index):
            count += len(answer["rows"])
            yield from map(tuple, answer["rows"])
        self._streaming = False
        expected = self.sheets[index].filled_rows
        if expected is not None and expected > count:
            raise UnreadableFile(
                f"工作表“{self.sheets[index].name}”中有 {expected} 行有内容，但只读出 {count} 行，"
                "为避免漏行已停止：请用 Excel 打开后另存为 .xlsx 再上传"
            )


def open_book(path: str | Path, *, filename: str) -> Book:
    """Open any file as a workbook; ``filename`` is the name the user gave it (its extension counts).

    The file is parsed in a child process with limits (512 MiB, 30 s); this process only ever sees plain
    values.

    Raises:
        UnreadableFile: with a Chinese sentence; no other error comes out whatever the file holds.
    """
    return Book(path, filename)


def column_letter(index: int) -> str:
    """Return "A" for 0, "AA" for 26."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(65 + rest) + letters
        index -= 1
    return letters


def column_index(letters: str) -> int:
    """Return 0 for "A", 26 for "AA"; raises ValueError for anything but letters."""
    index = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        index = index * 26 + ord(letter) - 64
    return index - 1


def _sheet(index: int, described: Answer, head: list[list[object]]) -> SheetInfo:
    issues: dict[int, dict[int, str]] = {}
    for row, column in described.get("no_result", ()):
        issues.setdefault(row, {})[column] = NO_RESULT
    for row, column, text in described.get("errors", ()):
        issues.setdefault(row, {})[column] = f"单元格是公式错误 {text}：请改为正确的值"
    return SheetInfo(
        index=index,
        name=described["name"],
        is_visible=described["visible"],
        is_table=described["table"],
        head=tuple(map(tuple, head)),  # type: ignore[arg-type]
        filled_rows=described.get("rows"),
        hidden_rows=tuple(described.get("hidden_rows", ())),
        issues=issues,
    )


def _notes(sheets: tuple[SheetInfo, ...]) -> list[str]:
    notes = [
        f"工作表“{sheet.name}”是隐藏的，未导入" for sheet in sheets if sheet.is_table and not sheet.is_visible
    ]
    for sheet in sheets:
        if sheet.is_visible and sheet.hidden_rows:
            listed = "、".join(str(row) for row in sheet.hidden_rows[:_MAX_LISTED_ROWS])
            more = " 等" if len(sheet.hidden_rows) > _MAX_LISTED_ROWS else ""
            count = len(sheet.hidden_rows)
            notes.append(f"工作表“{sheet.name}”有 {count} 行是隐藏的（第 {listed}{more} 行），也会导入")
    return notes
