"""One row of a sheet of past visits (慰问台账): whom, when, what for, how much; nothing is guessed.

The past is taken as it was: no cap or frequency refuses a row, they only flag it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from union.common.dates import parse_date
from union.common.money import parse_money
from union.common.names import clean_name
from union.common.spreadsheets import Column

VISIT_COLUMNS: Final = (
    Column("serial", "序号"),
    Column("on", "日期", ("慰问日期", "慰问时间")),
    Column("name", "姓名", ("被慰问人", "被慰问人姓名", "慰问对象")),
    Column("staff_no", "工号", ("职工编号",), identifying=True),
    Column("department", "科室", ("部门", "支会", "支会/小组"), contains=False),
    Column("occasion", "慰问类别", ("类别", "慰问类型")),
    Column("reason", "事由", ("慰问事由", "原因")),
    Column("relation", "与职工关系", ("关系",), contains=False),
    Column("cash", "慰问金", ("慰问金额", "金额")),
    Column("gift", "慰问品"),
    Column("gift_value", "慰问品价值", ("慰问品金额",)),
    Column("source", "经费来源"),
    Column("visitors", "慰问人", ("走访人",), contains=False),
    Column("place", "地点", contains=False),
    Column("applicant", "申请人", contains=False),
    Column("approver", "审批人", contains=False),
    Column("signer", "签收", ("签收人", "签收人签名")),
    Column("voucher_no", "凭证号", contains=False),
    Column("remark", "备注", contains=False),
)
_LENGTHS: Final = {
    "gift": 60, "visitors": 120, "place": 80, "signer": 60, "voucher_no": 30, "remark": 200, "reason": 200,
}  # fmt: skip
_LABELS: Final = {column.key: column.label for column in VISIT_COLUMNS}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused; ``value`` is what stands in the cell."""

    field: str
    value: str
    text: str
    code: str

    @property
    def column(self) -> str:
        """Head of the column."""
        return _LABELS[self.field]


@dataclass(slots=True)
class PastVisit:
    """A row as it was understood."""

    staff_no: str = ""
    name: str = ""
    on: dt.date | None = None
    word: str = ""
    cash: Decimal = Decimal(0)
    gift_value: Decimal = Decimal(0)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_row(values: Mapping[str, Any], today: dt.date) -> PastVisit:
    """Understand one row; every fault is kept, not the first alone."""
    row = PastVisit(texts={key: _text(values.get(key, ""))[:size] for key, size in _LENGTHS.items()})
    row.staff_no = _text(values.get("staff_no", "")).upper()
    row.name = clean_name(_text(values.get("name", "")))
    row.word = "".join(_text(values.get("occasion", "")).split())
    if not row.staff_no:
        row.faults.append(Fault("staff_no", "", "工号没有填，无法认人", "staff_no"))
    if not row.word:
        row.faults.append(Fault("occasion", "", "慰问类别没有填", "occasion_missing"))
    _date(row, values.get("on", ""), today)
    for key in ("cash", "gift_value"):
        _amount(row, key, values.get(key, ""))
    return row


def word_key(text: str) -> str:
    """The form in which words for occasions are compared: half-width, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _date(row: PastVisit, cell: Any, today: dt.date) -> None:
    try:
        row.on = parse_date(cell)
    except ValueError as error:
        row.faults.append(Fault("on", str(cell), f"慰问日期{error}", "date"))
        return
    if row.on > today:
        row.faults.append(Fault("on", str(row.on), f"慰问日期在将来：{row.on}", "date_future"))


def _amount(row: PastVisit, key: str, cell: Any) -> None:
    if cell in ("", None):
        return
    try:
        amount = parse_money(cell)
    except ValueError as error:
        row.faults.append(Fault(key, str(cell), f"{_LABELS[key]}{error}", "money"))
        return
    if amount < 0:
        row.faults.append(Fault(key, str(cell), f"{_LABELS[key]}不能是负数", "money"))
    setattr(row, key, amount)
