"""What a file really is, from its bytes: the allow list of attachments.

The name's ending and the bytes must agree. Refused because a browser or Office would run what is inside:
html, svg, programs, macros, a second format hidden in the file; archives, because nobody can look inside.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from union.common.errors import DomainError

ALLOWED_TEXT = "PDF、图片（JPG、PNG、HEIC）、Word（.docx、.doc）、Excel（.xlsx、.xls）和 OFD"
_HEAD, _OLE_SCAN = 64, 16 * 1024 * 1024
_MAX_ENTRIES = 5000
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that may be kept."""

    name: str
    content_type: str
    endings: tuple[str, ...]


PDF = FileKind("PDF", "application/pdf", (".pdf",))
JPEG = FileKind("JPG 图片", "image/jpeg", (".jpg", ".jpeg"))
PNG = FileKind("PNG 图片", "image/png", (".png",))
HEIC = FileKind("HEIC 图片", "image/heic", (".heic", ".heif"))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind("Word 文档", f"{_OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileKind("Excel 工作簿", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
OFD = FileKind("OFD 文档", "application/ofd", (".ofd",))
DOC = FileKind("Word 97 文档", "application/msword", (".doc",))
XLS = FileKind("Excel 97 工作簿", "application/vnd.ms-excel", (".xls",))


def kind_of(file: BinaryIO, name: str) -> FileKind:
    """Return what ``file`` is; it is read from its beginning and left there.

    Raises:
        DomainError: empty, not on the allow list, encrypted, with macros, with a second format hidden in
            it, or its name says something else. The sentence says what to do.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise DomainError("文件是空的（0 字节），请重新选择", field="file")
    kind = next((kind for recognises, kind in _RECOGNISERS if recognises(head)), None)
    found = kind or _container_kind(file, head)
    file.seek(0)
    if found is None:
        raise DomainError(f"不支持这种文件。可以上传：{ALLOWED_TEXT}", field="file")
    if kind is not None and _has_zip_inside(file):
        raise DomainError("文件里夹带了另一种格式的内容，请另存一份后再上传", field="file")
    _check_ending(found, name)
    file.seek(0)
    return found


_RECOGNISERS: tuple[tuple[Callable[[bytes], bool], FileKind], ...] = (
    (lambda head: head.startswith(b"%PDF-"), PDF),
    (lambda head: head.startswith(b"\xff\xd8\xff"), JPEG),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), PNG),
    (lambda head: head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS, HEIC),
)


def _container_kind(file: BinaryIO, head: bytes) -> FileKind | None:
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(file)
    return None


def _zip_kind(file: BinaryIO) -> FileKind | None:
    """Tell docx, xlsx and ofd by the names inside; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DomainError("文件已损坏，无法打开。请重新保存后再上传", field="file") from error
    names = {entry.filename for entry in entries}
    if len(entries) > _MAX_ENTRIES or any(entry.flag_bits & 1 for entry in entries):
        raise DomainError("文件已加密或内部文件过多，无法检查。请另存为普通文件后再上传", field="file")
    if any("vbaproject.bin" in name.lower() or "/macrosheets/" in name.lower() for name in names):
        raise DomainError("文件含有宏。请另存为不含宏的 .docx 或 .xlsx 后再上传", field="file")
    marks = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("OFD.xml", OFD))
    return next((kind for mark, kind in marks if mark in names), None)


def _ole_kind(file: BinaryIO) -> FileKind | None:
    """Tell old Word and Excel files by the stream names in their directory."""
    file.seek(0)
    content = file.read(_OLE_SCAN)

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise DomainError("文件设有打开密码，无法检查。请取消密码后再上传", field="file")
    if has("_VBA_PROJECT"):
        raise DomainError("文件含有宏。请另存为不含宏的 .docx 或 .xlsx 后再上传", field="file")
    if has("WordDocument"):
        return DOC
    return XLS if has("Workbook") or has("Book") else None


def _has_zip_inside(file: BinaryIO) -> bool:
    """Find an archive hung behind a picture or a PDF (it would open as .zip or .jar)."""
    return zipfile.is_zipfile(file)


def _check_ending(kind: FileKind, name: str) -> None:
    ending = PurePath(name).suffix.lower()
    if ending not in kind.endings:
        shown = ending or "（无）"
        raise DomainError(
            f"扩展名是 {shown}，内容却是{kind.name}。请把扩展名改为 {kind.endings[0]} 后再上传",
            field="file",
        )
