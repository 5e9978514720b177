"""Scan the raw XML of a sheet: the second, independent reader.

calamine gives values; it does not tell hidden rows, formulas that carry no result (they look blank) or
error values (#N/A, also blank). This scan finds them, and counts the rows that hold a value without
calamine, so that the two can be compared. It never builds a tree: rows are cut at ``</row>``, so a sheet of
any size costs one chunk of memory.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(rb"<[^>]*>")
_RUN = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_PLAIN_VALUE = re.compile(rb"<v>(\d+)</v>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s>/]")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d+)"')
_TYPE = re.compile(rb'\st="(\w+)"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_MAX_LISTED = 20_000
_MAX_ROW_BYTES = 64 * 1024 * 1024


def column_index(letters: str) -> int:
    """Return 0 for "A", 26 for "AA"."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class SharedStringScan:
    """Collects the positions of shared strings that are blank (nothing but white space)."""

    def __init__(self) -> None:
        self.blank: set[bytes] = set()
        self._count = 0
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of sharedStrings.xml."""
        data, done = self._rest + chunk, 0
        for item in _ITEM.finditer(data):
            done = item.end()
            if not any(_has_text(text) for text in _RUN.findall(item[1] or b"")):
                self.blank.add(b"%d" % self._count)
            self._count += 1
        self._rest = data[done:]


def _has_text(raw: bytes) -> bool:
    text = _TAG.sub(b"", raw)
    return bool(text) and bool(html.unescape(text.decode("utf-8", "replace")).strip())


class SheetScan:
    """Feed it a sheet part; then read ``rows``, ``hidden_rows``, ``no_result``, ``errors``, ``last_cell``."""

    def __init__(self, blank_strings: set[bytes]) -> None:
        self.rows = 0
        self.hidden_rows: list[int] = []
        self.no_result: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int, str]] = []
        self.first_row = 0
        self.last_row = 0
        self.last_column = 0
        self._blank = blank_strings
        self._rest = b""
        self._number = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the sheet part."""
        *rows, self._rest = _ROW_END.split(self._rest + chunk) if self._rest else _ROW_END.split(chunk)
        for row in rows:
            self._row(row)
        if len(self._rest) > _MAX_ROW_BYTES:
            raise ValueError("row too long")

    def close(self) -> SheetScan:
        """Take account of what stands after the last closed row, and forget the buffer."""
        self._row(self._rest)
        self._rest = b""
        return self

    def _row(self, piece: bytes) -> None:
        """Take one ``<row …> cells``; empty rows written as ``<row …/>`` may stand before it in the piece."""
        if b"hidden=" in piece:
            self._note_hidden(piece)
        if b"v>" not in piece and b"is>" not in piece and b"<f" not in piece and b":f" not in piece:
            self._number += 1
            return
        start = max(piece.rfind(b"<row"), piece.rfind(b":row"))
        end = piece.find(b">", start)
        if start < 0 or end < 0:
            return
        number = _NUMBER.search(piece, start, end)
        self._number = int(number[1]) if number else self._number + 1
        self._cells(piece[end + 1 :])

    def _note_hidden(self, piece: bytes) -> None:
        for start in _ROW_START.finditer(piece):
            head = piece[start.start() : piece.find(b">", start.start())]
            number = _NUMBER.search(head)
            if number and _HIDDEN.search(head) and len(self.hidden_rows) < _MAX_LISTED:
                self.hidden_rows.append(int(number[1]))

    def _cells(self, body: bytes) -> None:
        if b"<f" in body or b":f" in body or b't="e"' in body:
            self._oddities(body)
        last = self._last_value(body)
        if last is None:
            return
        self.first_row = self.first_row or self._number
        self.last_row = self._number
        self.last_column = max(self.last_column, last)
        if self._is_filled(body):
            self.rows += 1

    def _is_filled(self, body: bytes) -> bool:
        values = _PLAIN_VALUE.findall(body)
        if values and body.count(b't="s"') == len(values) == body.count(b"v>") // 2:
            return not self._blank.issuperset(values)
        return any(self._has_value(cell) for cell in _CELL.finditer(body))

    def _last_value(self, body: bytes) -> int | None:
        """Column of the last cell that carries any value at all (white space too), or None."""
        at = max(body.rfind(b"v>"), body.rfind(b"is>"))
        if at < 0:
            return None
        cell = max(body.rfind(b"<c ", 0, at), body.rfind(b":c ", 0, at))
        reference = _REFERENCE.search(body, max(cell, 0), at)
        return column_index(reference[1].decode()) if reference else 0

    def _has_value(self, cell: re.Match[bytes]) -> bool:
        body = cell[2]
        if not body:
            return False
        kind = _TYPE.search(cell[1] or b"")
        name = kind[1] if kind else b"n"
        if name == b"inlineStr":
            return any(_has_text(text) for text in _RUN.findall(body))
        value = _VALUE.search(body)
        if value is None or name == b"e":
            return False
        return value[1].strip() not in self._blank if name == b"s" else _has_text(value[1])

    def _oddities(self, body: bytes) -> None:
        for position, cell in enumerate(_CELL.finditer(body)):
            attributes, content = cell[1] or b"", cell[2] or b""
            reference = _REFERENCE.search(attributes)
            column = column_index(reference[1].decode()) if reference else position
            value = _VALUE.search(content)
            if b't="e"' in attributes and value and len(self.errors) < _MAX_LISTED:
                self.errors.append((self._number, column, value[1].decode("utf-8", "replace")[:20]))
            elif value is None and _FORMULA.search(content) and len(self.no_result) < _MAX_LISTED:
                self.no_result.append((self._number, column))
