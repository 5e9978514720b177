"""Files made on the spot for the readers."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from union.common.spreadsheets import Column

COLUMNS = (
    Column("staff_no", "工号", ("员工编号",), identifying=True),
    Column("name", "姓名", ("名字",)),
    Column("id_number", "身份证号", ("身份证号码",), identifying=True),
    Column("born_on", "出生日期", ("出生年月",)),
    Column("base", "岗位工资+薪级工资", ("计费基数",)),
    Column("phone", "联系电话", ("手机",)),
)
HEAD = ["工号", "姓名", "身份证号"]
ROWS = [["10001", "王丽敏", "990101199003070011"], ["10002", "李建国", "990101199003070038"]]


@pytest.fixture
def workbook(tmp_path):
    """Write rows to an .xlsx; ``change`` may touch the openpyxl book before it is saved."""

    def make(rows, change=None, name="file.xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book)
        path = tmp_path / name
        book.save(path)
        return path

    return make


@pytest.fixture
def patched(tmp_path):
    """Rewrite one part of a zipped workbook with ``edit(bytes) -> bytes`` (or drop it: None)."""

    def make(path, part, edit, name="patched.xlsx"):
        target = tmp_path / name
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for entry in source.infolist():
                content = source.read(entry)
                changed = edit(content) if entry.filename == part else content
                if changed is not None:
                    out.writestr(entry.filename, changed)
        return target

    return make


@pytest.fixture
def written(tmp_path):
    """Write bytes to a file of the given name."""

    def make(content, name):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return make


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return stream.getvalue()
