"""Small made-up files for import tests. ID numbers begin with 990101."""

import datetime as dt
import io

import openpyxl

from tests.factories import id_number

HEAD = (
    "工号",
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "科室",
    "支会",
    "工会小组",
    "入会时间",
    "联系电话",
    "计费基数",
    "备注",
)


def person(serial, **changes):
    """One right row; `changes` by heading."""
    born = dt.date(1980, 1, 1) + dt.timedelta(days=serial)
    row = {
        "工号": f"{50000 + serial}",
        "姓名": f"王{chr(0x4E00 + serial)}",
        "性别": "男",
        "出生日期": born,
        "身份证号": id_number(born, serial),
        "科室": "心内科",
        "支会": "内科支会",
        "工会小组": "心内科1组",
        "入会时间": dt.date(2010, 5, 4),
        "联系电话": f"1990000{serial:04d}",
        "计费基数": 3000 + serial,
        "备注": "",
    }
    return row | changes


def workbook(rows, *, title="职工花名册（2026年1月）", head=HEAD, more=()):
    """An .xlsx as bytes: title, head, rows (dicts by heading or plain lists), further rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(list(head))
    for row in rows:
        sheet.append([row.get(name) for name in head] if isinstance(row, dict) else list(row))
    for row in more:
        sheet.append(list(row))
    return saved(book)


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rows_of(content):
    """All rows of the first sheet of an .xlsx."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]
