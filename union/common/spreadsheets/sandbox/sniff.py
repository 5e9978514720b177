"""Tell what a file really is by its first bytes, and refuse what is no table.

Source: OWASP ASVS 5.0 V5.2 (type by content, not by name).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from .refusal import Refusal

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"
_ALLOWED = (".xlsx", ".xls", ".ods", ".csv")
_REFUSED_NAMES = {
    ".xlsm": "带宏的工作簿（.xlsm）不能导入：请另存为 .xlsx",
    ".xlsb": "二进制工作簿（.xlsb）不能导入：请另存为 .xlsx",
    ".xltm": "带宏的模板（.xltm）不能导入：请另存为 .xlsx",
    ".xltx": "模板文件（.xltx）不能导入：请另存为 .xlsx",
    ".et": f"WPS 表格专用格式（.et）不能导入：{SAVE_AS_XLSX}",
}
_FOREIGN_MAGIC = (
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"RIFF", "音视频或图片文件"),
    (b"{\\rtf", "RTF 文档"),
)
_SHORT_MAGIC = 2  # two letters may also begin a text: then only with binary zeros behind
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_CSV_MAX_BYTES = 100 * 1024 * 1024


def kind_of(path: str, filename: str) -> str:
    """Return ``"zip"``, ``"xls"`` or ``"csv"`` for the file at ``path`` that the user called ``filename``.

    Raises:
        Refusal: an extension we do not take, an empty file, or content that is no table.
    """
    suffix = Path(filename).suffix.lower()
    if suffix in _REFUSED_NAMES:
        raise Refusal(_REFUSED_NAMES[suffix])
    if suffix not in _ALLOWED:
        raise Refusal(f"不能导入“{suffix or '没有扩展名'}”的文件：只接受 .xlsx、.xls、.ods、.csv")
    if Path(path).stat().st_size == 0:
        raise Refusal("文件是空的（0 字节）：请检查文件是否保存完整，再重新上传")
    with Path(path).open("rb") as stream:
        return _by_content(stream, suffix)


def _by_content(stream: BinaryIO, suffix: str) -> str:
    head = stream.read(4096)
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_OLE):
        _refuse_encrypted(stream)
        return "xls"
    _refuse_foreign(head, suffix)
    if suffix == ".csv":
        if os.fstat(stream.fileno()).st_size > _CSV_MAX_BYTES:
            raise Refusal("CSV 文件超过 100 MB：请拆分后分次导入")
        return "csv"
    if suffix == ".xls" and head.startswith(_OLD_BIFF):
        return "xls"
    raise Refusal(f"文件的内容与扩展名“{suffix}”不符，或文件已损坏：{SAVE_AS_XLSX}")


def _refuse_foreign(head: bytes, suffix: str) -> None:
    for magic, name in _FOREIGN_MAGIC:
        if head.startswith(magic) and (len(magic) > _SHORT_MAGIC or b"\x00" in head[:64]):
            raise Refusal(f"这是{name}，不是表格，只是扩展名写成了“{suffix}”：请上传真正的表格文件")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<style")):
        raise Refusal(f"这是网页格式的表格（系统导出时常见）：{SAVE_AS_XLSX}")
    if text.startswith(b"<?xml"):
        raise Refusal(f"这是 XML 格式的文件，不能直接导入：{SAVE_AS_XLSX}")
    if text.startswith(b"mime-version:"):
        raise Refusal(f"这是单个网页文件（.mht）：{SAVE_AS_XLSX}")


def _refuse_encrypted(stream: BinaryIO) -> None:
    """Office wraps a password-protected .xlsx into an OLE file with a stream "EncryptedPackage"."""
    wanted = "EncryptedPackage".encode("utf-16-le")
    stream.seek(0)
    tail = b""
    while chunk := stream.read(1 << 20):
        if wanted in tail + chunk:
            raise Refusal(password_message())
        tail = chunk[-len(wanted) :]


def password_message() -> str:
    """The sentence for a workbook that needs a password to be opened."""
    return "文件设置了打开密码：请在 Excel 中打开，取消密码（文件→信息→保护工作簿）后再上传"
