"""The cells of a roster row: from what was typed to typed values, with a reason for what cannot be."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from members.choices import IdKind, Sex
from members.rules.roster_columns import LABELS
from union.common import id_numbers, phones
from union.common.dates import parse_month_or_date
from union.common.money import parse_money
from union.common.names import clean_name, is_plausible_name
from union.common.spreadsheets import Cell

if TYPE_CHECKING:
    from members.rules.roster_units import NewUnit

_SEX = {
    "男": Sex.MALE, "男性": Sex.MALE, "m": Sex.MALE, "male": Sex.MALE, "1": Sex.MALE,
    "女": Sex.FEMALE, "女性": Sex.FEMALE, "f": Sex.FEMALE, "female": Sex.FEMALE, "2": Sex.FEMALE,
}  # fmt: skip
_YES = {"是", "√", "✓", "有", "y", "yes", "true", "1", "v"}
_NO = {"否", "×", "无", "不是", "n", "no", "false", "0"}
_SENSITIVE = {
    "id_number": id_numbers.mask, "phone": phones.mask, "bank_account": id_numbers.mask,
    "address": lambda _: "***", "email": lambda _: "***",
}  # fmt: skip
# Text fields with their longest value (the database's columns).
_TEXTS = {
    "ethnicity": 20, "native_place": 60, "political_status": 20, "education": 20, "marital_status": 10,
    "post_category": 20, "professional_title": 30, "duty": 30, "employment_kind": 20, "join_method": 20,
    "email": 100, "address": 200, "interests": 120, "note": 300,
}  # fmt: skip
_MAX_NAME, _MAX_STAFF_NO, _MAX_MEMBER_NO, _MAX_EXTRA, _MAX_PHONE = 60, 20, 30, 200, 40
_WAGES = ("post_wage", "grade_wage")
_MAX_EXACT = 10**15
_SCIENTIFIC = re.compile(r"\d\.\d+[Ee]\+\d+")  # how Excel shows a long number, and our list of refused rows
_MAX_BASE = 1_000_000
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cell is refused or odd; a sensitive ``value`` is masked, ``code`` is for programs."""

    field: str
    column: str
    value: str
    message: str
    code: str


class Sheet:
    """The working sheet of one row: raw cells in, typed values, reasons and warnings out."""

    __slots__ = ("codes", "issues", "new_units", "raw", "reasons", "today", "values", "warnings")

    def __init__(
        self,
        raw: Mapping[str, Cell],
        issues: Mapping[str, str],
        today: dt.date,
        codes: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.raw = raw
        self.issues = issues
        self.today = today
        self.codes = codes
        self.values: dict[str, Any] = {}
        self.reasons: list[Reason] = []
        self.warnings: list[Reason] = []
        self.new_units: list[NewUnit] = []
        for key, sentence in issues.items():
            self.refuse(key, "", sentence, "cell")

    def label(self, key: str) -> str:
        """The column's Chinese name."""
        return LABELS.get(key, key)

    def refuse(self, key: str, value: object, message: str, code: str) -> None:
        """Add a reason against the row."""
        self.reasons.append(Reason(key, self.label(key), str(value)[:_SHOWN], message, code))

    def warn(self, key: str, value: object, message: str, code: str) -> None:
        """Add a hint."""
        self.warnings.append(Reason(key, self.label(key), str(value)[:_SHOWN], message, code))

    def has_text(self, key: str) -> bool:
        """Whether the cell holds anything, understood or not."""
        cell = self.raw.get(key, "")
        return key in self.issues or (bool(cell.strip()) if isinstance(cell, str) else True)

    def text(self, key: str, longest: int) -> str:
        """The cell as trimmed text, "" if blank; refuses what is too long for the field."""
        cell = self.raw.get(key, "")
        if cell == "":
            return ""
        text = cell.strip() if isinstance(cell, str) else as_text(cell)
        if len(text) > longest:
            self.refuse(key, shown(key, text), f"超过 {longest} 个字", "too_long")
            return ""
        return text if text.isprintable() else _printable(text)


def read_person(sheet: Sheet) -> None:
    """Name, 工号, ID, sex and birthday: what makes the person, compared with each other."""
    _name(sheet)
    _staff_no(sheet)
    number = _id_number(sheet)
    is_resident = bool(number) and sheet.values["id_kind"] in (IdKind.RESIDENT, IdKind.HMT_RESIDENCE)
    _sex(sheet, number if is_resident else "")
    _born_on(sheet, number if is_resident else "")


def read_plain(sheet: Sheet) -> None:
    """Everything else but the units, in the order of the columns.

    Fields the hospital has defined itself (``extra.…``) are text here; ``rules.extra_fields`` knows more.
    """
    for key, cell in sheet.raw.items():
        if cell != "":
            _plain_cell(sheet, key)
    if "post_wage" in sheet.raw and not sheet.has_text("dues_base"):
        _wages(sheet)


def _plain_cell(sheet: Sheet, key: str) -> None:
    if key in _TEXTS:
        if text := sheet.text(key, _TEXTS[key]):
            sheet.values[key] = _coded(sheet, key, text)
    elif key in _READERS:
        if sheet.has_text(key) and key not in sheet.issues:
            _READERS[key](sheet, key)
    elif key.startswith("extra.") and (text := sheet.text(key, _MAX_EXTRA)):
        sheet.values[key] = text


def as_text(cell: Cell) -> str:
    """A cell that is no text, as one would read it: 10001.0 → "10001", a date → "2026-01-31"."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _MAX_EXACT:
        return str(int(cell))
    return str(cell)


def shown(key: str, value: object) -> str:
    """The value as it may be shown and stored with a reason."""
    mask: Callable[[str], str] | None = _SENSITIVE.get(key)
    return mask(str(value)) if mask else str(value)


@lru_cache(maxsize=4096)
def code_key(text: str) -> str:
    """Return the form in which values of code lists are compared: half-width, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


def _name(sheet: Sheet) -> None:
    name = clean_name(as_text(sheet.raw.get("name", "")))
    if "name" in sheet.issues:
        return
    if not name:
        sheet.refuse("name", "", "姓名没有填", "name_missing")
    elif len(name) > _MAX_NAME:
        sheet.refuse("name", name, f"姓名超过 {_MAX_NAME} 个字", "too_long")
    else:
        sheet.values["name"] = name
        if not is_plausible_name(name):
            sheet.warn("name", name, "姓名里有数字或只有符号，请核对", "name_odd")


def _staff_no(sheet: Sheet) -> None:
    cell = sheet.raw.get("staff_no", "")
    if isinstance(cell, float) and not cell.is_integer():
        sheet.refuse("staff_no", cell, "工号不是整数：请把单元格设为文本格式后重填", "staff_no")
        return
    number = "".join(unicodedata.normalize("NFKC", as_text(cell)).split()).strip("'`’‘").upper()
    if len(number) > _MAX_STAFF_NO:
        sheet.refuse("staff_no", number, f"工号超过 {_MAX_STAFF_NO} 位", "too_long")
    elif number:
        sheet.values["staff_no"] = number


def _id_number(sheet: Sheet) -> str:
    """Return the ID number if it is right, else ""; numbers typed as numbers have lost their last digits."""
    cell = sheet.raw.get("id_number", "")
    kind = _id_kind(sheet)
    if not isinstance(cell, str):
        if isinstance(cell, bool) or kind in ("", IdKind.RESIDENT) or not _is_exact(cell):
            message = "身份证号是数字格式，后几位已被 Excel 改掉：请把单元格设为文本格式，重新填写完整号码"
            sheet.refuse("id_number", id_numbers.mask(as_text(cell)), message, "id_precision")
            return ""
        cell = as_text(cell)
    number = id_numbers.normalise(cell)
    if not number:
        return ""
    if "E+" in number and "." in number:
        message = "身份证号是科学计数法，后几位已丢失：请把单元格设为文本格式，重新填写完整号码"
        sheet.refuse("id_number", "", message, "id_precision")
        return ""
    kind = kind or id_numbers.guess_kind(number)
    problem = id_numbers.check_other(number, kind)
    if problem:
        code = f"id_{problem.name.lower()}"
        length = f"，现在是 {len(number)} 位" if problem is id_numbers.Problem.LENGTH else ""
        sheet.refuse("id_number", id_numbers.mask(number), f"{problem.value}{length}", code)
        return ""
    sheet.values["id_number"] = number
    sheet.values["id_kind"] = IdKind(kind)
    return number


def _is_exact(cell: Cell) -> bool:
    return isinstance(cell, int | float) and float(cell).is_integer() and abs(cell) < _MAX_EXACT


_ID_KINDS = {kind.label: kind.value for kind in IdKind} | {
    "身份证": IdKind.RESIDENT, "二代身份证": IdKind.RESIDENT, "港澳通行证": IdKind.HK_MACAO,
    "回乡证": IdKind.HK_MACAO, "台胞证": IdKind.TAIWAN, "台湾通行证": IdKind.TAIWAN,
    "港澳台居住证": IdKind.HMT_RESIDENCE, "外国护照": IdKind.PASSPORT, "中国护照": IdKind.PASSPORT,
    "外国人永久居留证": IdKind.FOREIGN_RESIDENCE,
}  # fmt: skip


def _id_kind(sheet: Sheet) -> str:
    text = sheet.text("id_kind", _SHOWN)
    if not text:
        return ""
    kind = _ID_KINDS.get(code_key(text), "")
    if not kind:
        sheet.refuse(
            "id_kind", text, "证件类型看不懂：请填 居民身份证、护照、港澳居民来往内地通行证 等", "id_kind"
        )
    return str(kind)


def _sex(sheet: Sheet, number: str) -> None:
    text = sheet.text("sex", _SHOWN)
    stated = _SEX.get(code_key(text)) if text else None
    if text and stated is None:
        sheet.refuse("sex", text, f"性别“{text}”看不懂：请填 男 或 女", "sex")
    derived = Sex(id_numbers.sex_of(number)) if number else None
    if stated and derived and stated != derived:
        message = f"性别与身份证号不一致：身份证号为{derived.label}"
        sheet.refuse("sex", text, message, "sex_conflict")
    if derived or stated:
        sheet.values["sex"] = derived or stated


def _born_on(sheet: Sheet, number: str) -> None:
    derived = id_numbers.birth_of(number) if number else None
    if derived:
        sheet.values["born_on"] = derived
        if derived > sheet.today:
            sheet.refuse("id_number", id_numbers.mask(number), "身份证号里的出生日期在将来", "id_birth")
    if sheet.has_text("born_on") and "born_on" not in sheet.issues:
        _stated_birth(sheet, sheet.raw["born_on"], derived)


def _stated_birth(sheet: Sheet, cell: Cell, derived: dt.date | None) -> None:
    """The birth column, compared with the ID: to the month where only the month is given."""
    try:
        born, is_month_only = parse_month_or_date(cell)
    except ValueError as error:
        sheet.refuse("born_on", cell, f"出生日期{error}", "date")
        return
    if born > sheet.today:
        sheet.refuse("born_on", cell, "出生日期在将来", "date_future")
    elif derived and (born != derived.replace(day=1) if is_month_only else born != derived):
        _birth_conflict(sheet, cell, born, derived, is_month_only=is_month_only)
    elif not derived and is_month_only:
        sheet.warn("born_on", cell, "出生日期只有年月，又没有身份证号可查，未写入", "birth_month_only")
    elif not derived:
        sheet.values["born_on"] = born


def _birth_conflict(
    sheet: Sheet, cell: Cell, born: dt.date, derived: dt.date, *, is_month_only: bool
) -> None:
    wanted = f"{derived:%Y-%m}" if is_month_only else f"{derived:%Y-%m-%d}"
    stated = f"{born:%Y-%m}" if is_month_only else f"{born:%Y-%m-%d}"
    message = f"出生日期 {stated} 与身份证号不一致：身份证号为 {wanted}"
    sheet.refuse("born_on", cell, message, "birth_conflict")


def _date(sheet: Sheet, key: str) -> None:
    cell = sheet.raw[key]
    try:
        day, is_month_only = parse_month_or_date(cell)
    except ValueError as error:
        sheet.refuse(key, cell, f"{sheet.label(key)}{error}", "date")
        return
    if day > sheet.today:
        sheet.refuse(key, cell, f"{sheet.label(key)}在将来：{day:%Y-%m-%d}", "date_future")
        return
    sheet.values[key] = day
    born = sheet.values.get("born_on")
    if is_month_only:
        sheet.warn(key, cell, f"{sheet.label(key)}只有年月，按当月 1 日导入", "month_only")
    if born and day <= born:
        sheet.warn(key, cell, f"{sheet.label(key)}早于出生日期", "before_birth")


def _coded(sheet: Sheet, key: str, text: str) -> str:
    known = sheet.codes.get(key)
    if not known:
        return text
    canonical = known.get(text) or known.get(code_key(text))
    if canonical is None:
        sheet.warn(key, text, f"{sheet.label(key)}“{text}”不在代码表中，按原文保存", "code_unknown")
        return text
    return canonical


def _boolean(sheet: Sheet, key: str) -> None:
    cell = sheet.raw[key]
    word = code_key(as_text(cell))
    if word in _YES or cell is True:
        sheet.values[key] = True
    elif word in _NO or cell is False:
        sheet.values[key] = False
    else:
        sheet.refuse(key, word, f"{sheet.label(key)}请填 是 或 否", "boolean")


def _phone(sheet: Sheet, key: str) -> None:
    number = phones.normalise(sheet.text(key, _MAX_PHONE))
    if not number:
        return
    sheet.values[key] = number
    if not phones.is_plausible(number):
        sheet.warn(key, phones.mask(number), "电话号码的位数不对，请核对", "phone_odd")


def _digits(sheet: Sheet, key: str) -> None:
    """Long numbers that must be text: refused if Excel may have changed their last digits."""
    cell = sheet.raw.get(key, "")
    is_short = isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip())
    if is_short or (isinstance(cell, int | float) and not _is_exact(cell)):
        message = f"{sheet.label(key)}是数字格式，后几位可能已被 Excel 改掉：请设为文本格式后重填"
        sheet.refuse(key, shown(key, as_text(cell)), message, "id_precision")
    elif text := sheet.text(key, _MAX_MEMBER_NO):
        sheet.values[key] = "".join(unicodedata.normalize("NFKC", text).split())


def _wages(sheet: Sheet) -> None:
    """岗位工资 and 薪级工资 in two columns: the dues base is their sum; one of them alone gives none."""
    if not (sheet.has_text("post_wage") and sheet.has_text("grade_wage")):
        return
    parts = [_amount(sheet, key) for key in _WAGES if key not in sheet.issues]
    amounts = [part for part in parts if part is not None]
    if len(amounts) == len(_WAGES):
        sheet.values["dues_base"] = sum(amounts, Decimal(0))


def _dues_base(sheet: Sheet, key: str) -> None:
    amount = _amount(sheet, key)
    if amount is not None:
        sheet.values[key] = amount


def _amount(sheet: Sheet, key: str) -> Decimal | None:
    cell = sheet.raw[key]
    try:
        amount = parse_money(cell)
    except ValueError as error:
        sheet.refuse(key, cell, f"计费基数{error}", "money")
        return None
    if not 0 <= amount < _MAX_BASE:
        sheet.refuse(key, cell, "计费基数应在 0 到 100 万元之间", "money")
        return None
    return amount


_READERS: dict[str, Callable[[Sheet, str], None]] = {
    "started_work_on": _date,
    "joined_hospital_on": _date,
    "joined_union_on": _date,
    "is_model_worker": _boolean,
    "is_migrant_worker": _boolean,
    "phone": _phone,
    "bank_account": _digits,
    "member_no": _digits,
    "dues_base": _dues_base,
}
