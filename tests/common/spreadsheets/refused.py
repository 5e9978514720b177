"""Files that are no table, each with a word its refusal must hold."""

from tests.common.spreadsheets.conftest import zipped

MACROS = zipped({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"})
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
REFUSED = [
    (b"", "a.xlsx", "空的"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "a.xlsx", "图片"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 200, "a.xls", "图片"),
    (b"%PDF-1.7 ...", "a.xls", "PDF"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页"),
    ("\ufeff<table><tr><td>工号</td></tr></table>".encode(), "a.xls", "网页"),
    (b'<?xml version="1.0"?><Workbook/>', "a.xls", "XML"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "a.xlsx",
        "密码",
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "损坏"),
    (b"PK\x03\x04" + b"\0" * 100, "a.xlsx", "损坏"),
    (zipped({"xl/workbook.bin": "x"}), "a.xlsx", "另存为 .xlsx"),
    (MACROS, "a.xlsx", "宏"),
    (zipped({"word/document.xml": "x"}), "a.xlsx", "Word"),
    (zipped({"readme.txt": "x"}), "a.xlsx", "压缩包"),
    (zipped({f"p{n}": "x" for n in range(201)}), "a.xlsx", "部件"),
    (zipped({"xl/workbook.xml": "<workbook/>", "xl/media/a.xml": b"\0" * 5_000_000}), "a.xlsx", "压缩比"),
    (zipped({"xl/workbook.xml": ENTITY + b"<workbook/>"}), "a.xlsx", "DTD"),
    (b"\x00\x01\x02\x03" * 100, "a.csv", "编码"),
    (b"\xff\xff\xfe\xfd\x80\x80" * 100, "a.csv", "编码"),
    (b"hello", "a.xlsx", "不符"),
    (b"x", "a.xlsm", "另存为 .xlsx"),
    (b"x", "a.xlsb", "另存为 .xlsx"),
    (b"x", "a.exe", "只接受"),
    (b"x", "noname", "只接受"),
]
