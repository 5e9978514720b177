"""One row of an earlier session's motion ledger (提案汇总表): what the cells mean, what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from congress.choices.motions import Filing, Grade, Satisfaction
from union.common.dates import parse_date
from union.common.names import clean_name
from union.common.spreadsheets import Column

MOTION_COLUMNS: tuple[Column, ...] = (
    Column("paper_no", "编号", ("提案编号", "序号", "案号"), contains=False),
    Column("session", "届次"),
    Column("title", "案由", ("提案名称", "提案题目", "题目", "提案内容")),
    Column("category", "类别", ("提案类别", "分类")),
    Column("mover", "提案人", ("主提人", "第一提案人", "提出人")),
    Column("staff_no", "工号", ("提案人工号", "职工号"), identifying=True),
    Column("seconders", "附议人", ("附议", "联名人")),
    Column("filing", "处理结果", ("立案结果", "审查结果", "立案情况")),
    Column("merged_into", "并入", ("并入编号", "并案编号", "合并到")),
    Column("lead", "主办部门", ("承办部门", "主办单位", "承办单位")),
    Column("assist", "协办部门", ("协办单位", "会办部门")),
    Column("replied_on", "答复日期", ("答复时间", "回复日期")),
    Column("grade", "办理结果", ("办理类别", "解决程度")),
    Column("rating", "满意度", ("满意程度", "评价", "提案人评价")),
    Column("situation", "现状与理由", ("理由", "现状")),
    Column("proposal", "建议措施", ("建议", "措施")),
)
FILINGS: Mapping[str, Filing] = {
    "立案": Filing.FILED, "已立案": Filing.FILED, "并案": Filing.MERGED, "合并": Filing.MERGED,
    "转为建议": Filing.CONVERTED, "转为意见建议": Filing.CONVERTED, "意见建议": Filing.CONVERTED,
    "建议": Filing.CONVERTED, "转建议": Filing.CONVERTED, "不立案": Filing.NOT_FILED,
    "不予立案": Filing.NOT_FILED, "未立案": Filing.NOT_FILED,
}  # fmt: skip
RATINGS: Mapping[str, Satisfaction] = {each.label: each for each in Satisfaction}
_NAMES = re.compile(r"[、，,;；/\s]+")
_LONGEST = {"title": 80, "paper_no": 20, "situation": 4000, "proposal": 4000, "category": 60}


@dataclass(slots=True)
class SheetRow:
    """One row as it will be stored; ``faults`` are (field, column, value, sentence, code)."""

    paper_no: str = ""
    title: str = ""
    category: str = ""
    mover: str = ""
    staff_no: str = ""
    seconders: tuple[str, ...] = ()
    filing: str = ""
    merged_into: str = ""
    lead: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    replied_on: dt.date | None = None
    grade: str = ""
    rating: str = ""
    situation: str = ""
    proposal: str = ""
    faults: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def refuse(self, key: str, value: str, sentence: str, code: str) -> None:
        """Note why the row cannot be taken."""
        self.faults.append((key, _LABELS[key], value, sentence, code))


_LABELS = {column.key: column.label for column in MOTION_COLUMNS}


def text_of(value: Any) -> str:
    """A cell as text: 12817.0 → 12817, no outer white space."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value if value is not None else "").strip()


def paper_number(value: Any) -> str:
    """The paper's own number with its leading zeros: 3 and 003 are one."""
    text = text_of(value)
    return f"{int(text):03d}" if text.isdecimal() else text


def names_in(text: str) -> tuple[str, ...]:
    """Names of a cell: 崔慧、胡婷云 → (崔慧, 胡婷云)."""
    return tuple(dict.fromkeys(clean_name(part) for part in _NAMES.split(text) if part.strip()))


def read_row(values: Mapping[str, Any], issues: Mapping[str, str], today: dt.date) -> SheetRow:
    """Read one row by itself; what needs other rows or the registry is checked later.

    History is taken as it is: no rule on mandates, seconders or deadlines refuses the past.
    """
    cells = {column.key: text_of(values.get(column.key, "")) for column in MOTION_COLUMNS}
    row = SheetRow(
        paper_no=paper_number(values.get("paper_no", "")), title=cells["title"], category=cells["category"],
        mover=clean_name(cells["mover"]), staff_no=cells["staff_no"], seconders=names_in(cells["seconders"]),
        merged_into=paper_number(values.get("merged_into", "")), lead=names_in(cells["lead"]),
        assist=names_in(cells["assist"]), situation=cells["situation"], proposal=cells["proposal"],
    )  # fmt: skip
    for key, sentence in issues.items():
        row.refuse(key, "", sentence, "cell")
    _required(row)
    _read_filing(row, cells["filing"])
    _read_reply(row, values.get("replied_on", ""), cells["grade"], today)
    _read_rating(row, cells["rating"])
    return row


def _required(row: SheetRow) -> None:
    for key in ("paper_no", "title", "staff_no"):
        if not getattr(row, key):
            row.refuse(key, "", f"{_LABELS[key]}没有填", "missing")
    for key, longest in _LONGEST.items():
        value = str(getattr(row, key))
        if len(value) > longest:
            row.refuse(key, value[:20] + "…", f"{_LABELS[key]}超过 {longest} 字", "too_long")


def _read_filing(row: SheetRow, text: str) -> None:
    found = FILINGS.get(text)
    if found is None:
        row.refuse("filing", text, f"处理结果应为：{'、'.join(dict.fromkeys(FILINGS))}", "filing")
        return
    row.filing = found.value
    if found == Filing.MERGED and not row.merged_into:
        row.refuse("merged_into", "", "并案的提案须写明并入哪一件", "merged_into")
    if found != Filing.MERGED and row.merged_into:
        row.refuse("merged_into", row.merged_into, "只有“并案”的提案才填并入编号", "merged_into")


def _read_reply(row: SheetRow, day: Any, grade: str, today: dt.date) -> None:
    if text_of(day):
        try:
            row.replied_on = parse_date(day)
        except ValueError as error:
            row.refuse("replied_on", text_of(day), str(error), "date")
        else:
            if row.replied_on > today:
                row.refuse("replied_on", str(row.replied_on), "答复日期晚于今天", "future")
    letter = grade[:1].upper()
    if grade and letter not in Grade.values:
        row.refuse("grade", grade, "办理结果应为 A、B 或 C", "grade")
    elif grade:
        row.grade = letter


def _read_rating(row: SheetRow, text: str) -> None:
    if not text:
        return
    if text not in RATINGS:
        row.refuse("rating", text, "满意度应为：满意、基本满意、不满意", "rating")
    elif row.replied_on is None and not row.grade:
        row.refuse("rating", text, "没有答复的提案不能有满意度", "rating")
    else:
        row.rating = RATINGS[text].value
