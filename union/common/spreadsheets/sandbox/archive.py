"""Inspect a zipped workbook (.xlsx, .ods) before any parser sees it.

Limits: at most 200 parts, 250 MB unpacked (real bytes counted while reading,
the header's claim is not trusted), 100 : 1 per part; no macros, no DTD or entities. The sheet parts are
scanned in the same pass (``sheet_xml``): real row count, hidden rows, formulas without a result.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from .refusal import Refusal
from .sheet_xml import SharedStringScan, SheetScan
from .sniff import SAVE_AS_XLSX

MAX_ENTRIES = 200
MAX_UNPACKED = 250 * 1024 * 1024
MAX_RATIO = 100
RATIO_FLOOR = 1024 * 1024
_CHUNK = 1 << 17
_MAX_INDEX_PART = 8 * 1024 * 1024
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_DAMAGED = f"文件已损坏或没有保存完整：{SAVE_AS_XLSX}"

_OTHER_ZIPS = {
    "word": "这是 Word 文档，不是表格：请把表格复制到 Excel 并另存为 .xlsx",
    "ppt": "这是 PowerPoint 文档，不是表格：请上传 .xlsx 文件",
    "xl": _DAMAGED,
}
_PLAIN_ZIP = "这是压缩包，不是表格：请先解压，再上传里面的表格文件"


@dataclass(slots=True)
class Archive:
    """What the inspection found: ``kind`` is ``"xlsx"`` or ``"ods"``; ``scans`` by position of the sheet."""

    kind: str
    scans: dict[int, SheetScan] = field(default_factory=dict)


def inspect(path: str) -> Archive:
    """Unpack every part once, count, look for what is forbidden, scan the sheets.

    Raises:
        Refusal: too big, too dense, macros, a DTD, another kind of zip, or damaged.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return _inspect(book)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,
    ) as error:
        raise Refusal(_DAMAGED) from error
    except ET.ParseError as error:
        raise Refusal(_DAMAGED) from error
    except RuntimeError as error:  # zipfile says so of entries encrypted with a zip password
        raise Refusal("压缩包加了密码，无法读取：请取消密码后再上传") from error


def _inspect(book: zipfile.ZipFile) -> Archive:
    entries = book.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refusal(
            f"文件里有 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个，不像普通的表格：{SAVE_AS_XLSX}"
        )
    _check_declared(entries)
    archive = Archive(_kind({entry.filename for entry in entries}, book))
    budget = _Budget()
    sheets = _sheet_positions(book, budget) if archive.kind == "xlsx" else {}
    shared = SharedStringScan()
    for entry in sorted(entries, key=lambda item: not item.filename.endswith("sharedStrings.xml")):
        if entry.filename in sheets:
            scan = SheetScan(shared.blank)
            for chunk in budget.chunks(book, entry):
                scan.feed(chunk)
            archive.scans[sheets[entry.filename]] = scan.close()
        elif entry.filename.endswith("sharedStrings.xml"):
            for chunk in budget.chunks(book, entry):
                shared.feed(chunk)
        else:
            for _ in budget.chunks(book, entry):
                pass
    return archive


def _kind(names: set[str], book: zipfile.ZipFile) -> str:
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise Refusal("文件里带有宏，不能导入：请另存为 .xlsx")
    if "xl/workbook.bin" in lowered:
        raise Refusal("二进制工作簿（.xlsb）不能导入：请另存为 .xlsx")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        kind = book.read("mimetype")[:100]
        if b"opendocument.spreadsheet" in kind:
            return "ods"
        raise Refusal(f"这是 OpenDocument 文档，不是表格：{SAVE_AS_XLSX}")
    folders = {name.partition("/")[0] for name in lowered}
    raise Refusal(next((text for folder, text in _OTHER_ZIPS.items() if folder in folders), _PLAIN_ZIP))


class _Budget:
    """Counts what comes out of the zip, part by part and in all."""

    def __init__(self) -> None:
        self.total = 0
        self._counted: set[str] = set()

    def chunks(self, book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the part's bytes; refuse as soon as a limit is passed."""
        size, tail = 0, b""
        is_xml = entry.filename.lower().endswith(_XML_SUFFIXES)
        with book.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                if is_xml:
                    _refuse_dtd(chunk, tail, first=size == 0)
                    tail = chunk[-16:]
                size += len(chunk)
                self._check(entry, size, len(chunk))
                yield chunk
        self._counted.add(entry.filename)

    def _check(self, entry: zipfile.ZipInfo, size: int, added: int) -> None:
        if entry.filename not in self._counted:
            self.total += added
        _check_sizes(self.total, size, entry.compress_size)


def _check_declared(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse at once what already the directory of the zip admits."""
    for entry in entries:
        _check_sizes(0, entry.file_size, entry.compress_size)
    _check_sizes(sum(entry.file_size for entry in entries), 0, 0)


def _check_sizes(total: int, size: int, compressed: int) -> None:
    if total > MAX_UNPACKED:
        raise Refusal("文件解压后超过 250 MB，不能导入：请拆成几个文件，或删除多余的工作表和图片")
    if size > RATIO_FLOOR and size > MAX_RATIO * max(compressed, 1):
        raise Refusal("文件的压缩比异常（超过 100 倍），可能是压缩炸弹，已停止读取")


def _refuse_dtd(chunk: bytes, tail: bytes, *, first: bool) -> None:
    if first and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        raise Refusal(f"文件使用了不支持的文字编码（UTF-16）：{SAVE_AS_XLSX}")
    if _DTD.search(tail + chunk[:16]) or _DTD.search(chunk):
        raise Refusal("文件里含有 XML 实体定义（DTD），有安全风险，已拒绝读取")


def _sheet_positions(book: zipfile.ZipFile, budget: _Budget) -> dict[str, int]:
    """Map the part of each sheet to its position in the workbook, following the relations."""
    workbook = _small_xml(book, "xl/workbook.xml", budget)
    relations = _small_xml(book, "xl/_rels/workbook.xml.rels", budget)
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    positions: dict[str, int] = {}
    sheets = [item for item in workbook.iter() if item.tag.rpartition("}")[2] == "sheet"]
    for position, sheet in enumerate(sheets):
        relation = next((value for key, value in sheet.items() if key.rpartition("}")[2] == "id"), None)
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        positions[part] = position
    return positions


def _small_xml(book: zipfile.ZipFile, name: str, budget: _Budget) -> ET.Element:
    entry = book.getinfo(name)
    if entry.file_size > _MAX_INDEX_PART:
        raise Refusal(_DAMAGED)
    return ET.fromstring(b"".join(budget.chunks(book, entry)))  # noqa: S314  (DTD refused above)
