"""A roster as the stock resource can read it: field names in the head, stored values, no blanks."""

import datetime as dt
from pathlib import Path

import xlsxwriter

from bench.make_roster import HEAD, people

_FIELDS = {
    "工号": "staff_no", "姓名": "name", "性别": "sex", "民族": "ethnicity", "出生日期": "born_on",
    "身份证号": "id_number", "政治面貌": "political_status", "文化程度": "education",
    "职称": "professional_title", "岗位类别": "post_category", "所在科室": "department", "所属支会": "branch",
    "工会小组": "group",
    "参加工作时间": "started_work_on", "入会时间": "joined_union_on", "联系电话": "phone",
    "用工形式": "employment_kind", "婚姻状况": "marital_status",
}  # fmt: skip
_SEX = {"男": "male", "女": "female"}


def write(path: Path, count: int) -> None:
    """Write the same people as make_roster.write_roster."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    chosen = [at for at, head in enumerate(HEAD) if head in _FIELDS]
    sheet.write_row(0, 0, [_FIELDS[HEAD[at]] for at in chosen])
    for number, person in enumerate(people(count), start=1):
        for column, at in enumerate(chosen):
            value = person[at]
            if isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()))
            else:
                sheet.write_string(number, column, _SEX.get(str(value), str(value)))
    book.close()
