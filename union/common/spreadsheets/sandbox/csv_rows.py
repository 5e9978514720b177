"""Read a .csv: encoding and delimiter are found by looking, rows are streamed.

Encodings: UTF-8 with or without BOM, UTF-16 with BOM (Excel's “Unicode 文本”), GB18030 (what Excel and WPS
write on a Chinese Windows). Delimiters: comma, semicolon, tab.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from .refusal import Refusal

_DELIMITERS = (",", "\t", ";")
_SAMPLE_LINES = 30
_MAX_FIELD = 1 << 20


def encoding_of(path: str) -> str:
    """Return the codec that decodes the whole file without an error.

    Raises:
        Refusal: none of the known encodings fits (a binary file, or a damaged one).
    """
    with Path(path).open("rb") as stream:
        head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise Refusal("CSV 文件的文字编码无法识别：请在 Excel 中另存为“CSV UTF-8（逗号分隔）”或 .xlsx 再上传")


def _decodes(path: str, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with Path(path).open("rb") as stream:
            while chunk := stream.read(1 << 20):
                if "\x00" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def delimiter_of(path: str, encoding: str) -> str:
    """Return the delimiter that cuts the first lines into the most columns, most evenly."""
    with Path(path).open(encoding=encoding, newline="") as stream:
        lines = [line for _, line in zip(range(_SAMPLE_LINES), stream, strict=False)]
    return max(_DELIMITERS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
    except csv.Error:
        return (0, 0)
    wide = [width for width in widths if width > 1]
    return (max((wide.count(width) for width in set(wide)), default=0), sum(wide))


def rows_of(path: str) -> Iterator[tuple[int, list[object]]]:
    """Yield ``(record number, cells)``: the number Excel would show, blank records counted."""
    csv.field_size_limit(_MAX_FIELD)
    encoding = encoding_of(path)
    delimiter = delimiter_of(path, encoding)
    with Path(path).open(encoding=encoding, newline="") as stream:
        try:
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
                yield number, list(row)
        except csv.Error as error:
            raise Refusal("CSV 文件的引号或换行不完整，无法分清各列：请另存为 .xlsx 再上传") from error
