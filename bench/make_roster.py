#!/usr/bin/env python3
"""Big made-up rosters for the import's figures.

    python bench/make_roster.py 20000 --out roster.xlsx [--organisation organisation.xlsx]

ID numbers begin with 990101 (no place) and have a right checksum; equal arguments give equal rows.
`--changed 0.1` gives the same people with another phone and base for a tenth of the rows.
"""

import argparse
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

HEAD = (
    "序号", "工号", "姓名", "性别", "民族", "出生日期", "身份证号", "政治面貌", "文化程度", "职称",
    "岗位类别", "所在科室", "所属支会", "工会小组", "参加工作时间", "入会时间", "联系电话", "用工形式",
    "岗位工资+薪级工资", "婚姻状况", "备注",
)  # fmt: skip
BRANCHES, DEPARTMENTS, GROUPS = 7, 44, 88
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰晓慧红玉梅华建国文斌宇航欣怡子涵梓"
_FIRST_BIRTH = dt.date(1962, 1, 1)
_BIRTHS = 14_000  # days
_EPOCH = dt.date(1899, 12, 30)


def id_number(born: dt.date, order: int) -> str:
    """Region 990101, birthday, order number, checksum (GB 11643)."""
    body = f"990101{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def unit(serial: int) -> tuple[str, str, str]:
    """Branch, department and group of a row."""
    group = serial % GROUPS
    department = group % DEPARTMENTS
    branch = f"第{department % BRANCHES + 1}支会"
    return branch, f"第{department + 1}科", f"第{department + 1}科{group // DEPARTMENTS + 1}组"


def people(count: int, *, changed: float = 0.0, seed: int = 20260110) -> Iterator[list[object]]:
    """Rows in the order of HEAD; dates are dates, the base a float."""
    rng = random.Random(seed)
    every = round(1 / changed) if changed else 0
    for serial in range(count):
        born = _FIRST_BIRTH + dt.timedelta(days=serial % _BIRTHS)
        order = serial // _BIRTHS * 2 + serial % 2
        branch, department, group = unit(serial)
        name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
        joined = dt.date(1990 + serial % 35, serial % 12 + 1, serial % 28 + 1)
        is_changed = bool(every) and serial % every == 0
        yield [
            serial + 1, f"{100000 + serial}", name, "男" if order % 2 else "女",
            rng.choice(("汉族", "回族", "满族")), born, id_number(born, order),
            rng.choice(("群众", "中共党员", "共青团员")), rng.choice(("大学本科", "硕士研究生", "大学专科")),
            rng.choice(("主治医师", "护师", "主管药师")), rng.choice(("医师", "护理", "药学", "管理")),
            department, branch, group,
            joined - dt.timedelta(days=200), joined, f"199{(serial + (50_000_000 if is_changed else 0)):08d}",
            rng.choice(("在编", "合同制", "人事代理")), round(2000 + rng.random() * 5000 + is_changed, 2),
            rng.choice(("已婚", "未婚")), "",
        ]  # fmt: skip


def write_roster(path: Path, count: int, *, changed: float = 0.0) -> None:
    """Write the roster as the personnel department would: title, head, one sum row."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, "某医院职工花名册（2026年1月）")
    for column, head in enumerate(HEAD):
        sheet.write_string(1, column, head)
    for row, values in enumerate(people(count, changed=changed), start=2):
        for column, value in enumerate(values):
            if isinstance(value, dt.date):
                sheet.write_number(row, column, (value - _EPOCH).days, day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write_number(row, column, value)
    sheet.write_string(count + 2, 0, "合计")
    sheet.write_string(count + 2, 2, f"{count}人")
    book.close()


def write_organisation(path: Path) -> None:
    """Write the sheet of the units the rosters name."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("组织架构")
    sheet.write_row(0, 0, ("支会", "科室", "工会小组"))
    for row in range(GROUPS):
        sheet.write_row(row + 1, 0, unit(row))
    book.close()


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("rows", type=int)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--organisation", type=Path)
    ask.add_argument("--changed", type=float, default=0.0)
    given = ask.parse_args()
    write_roster(given.out, given.rows, changed=given.changed)
    if given.organisation:
        write_organisation(given.organisation)
    print(f"{given.out}: {given.rows} rows, {given.out.stat().st_size // 1024} KB")
