"""Numbers of identity documents.

Sources: GB 11643-1999 《公民身份号码》 (18 places: region 6, birth 8, order 3 whose last digit is odd for
men, check 1 after ISO 7064 MOD 11-2); 《港澳台居民居住证申领发放办法》 (same structure, regions 81 82 83);
exit-entry administration for the travel permits. Region codes are not checked: they change, and 990101 of
the test data is no place.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LENGTH = 18
_OLD_LENGTH = 15
_OLDEST = 1880
_FORM = re.compile(r"\d{17}[\dX]")
_WIDE = str.maketrans(
    "０１２３４５６７８９ＸｘXx×",
    "0123456789XXXXX",
    " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff\u2060'’‘`-—_",
)
_OTHER = {
    "passport": re.compile(r"[A-Z]{0,3}\d{5,12}[A-Z]?|[A-Z0-9]{6,14}"),
    "hk_macao": re.compile(r"[HM]\d{8}(?:\d{2})?"),
    "taiwan": re.compile(r"\d{8}(?:\d{2}[A-Z]?)?"),
    "foreign_residence": re.compile(r"[A-Z]{3}\d{12}|9\d{17}"),
}
_GUESSED = (
    ("hk_macao", re.compile(r"[HM]\d{8}(?:\d{2})?")),
    ("foreign_residence", re.compile(r"[A-Z]{3}\d{12}")),
    ("passport", re.compile(r"[A-Z]{1,2}\d{7,8}")),
)
_GUARDED = 6
_TAIL = 4


class Problem(enum.Enum):
    """What is wrong with a number; the value is the sentence for people."""

    LENGTH = "身份证号应为 18 位"
    OLD = "这是 15 位旧身份证号，请换成 18 位"
    FORM = "身份证号只能是数字，最后一位可以是 X"
    BIRTH = "身份证号里的出生日期不存在"
    CHECKSUM = "身份证号校验码不对，请核对是否抄错"
    OTHER = "证件号码的格式与证件类型不符"


def normalise(text: str) -> str:
    """Full-width to half-width, no spaces, hyphens, apostrophes or invisible characters, upper case.

    ``"990101 19961110 542x"`` → ``"99010119961110542X"``.
    """
    return text.translate(_WIDE).upper()


def check(number: str) -> Problem | None:
    """Return what is wrong with a normalised resident number (居民身份证), or None.

    Length before form before birth before check digit: one problem, the first that matters.
    """
    if len(number) != _LENGTH:
        return Problem.OLD if len(number) == _OLD_LENGTH and number.isdigit() else Problem.LENGTH
    if not (_FORM.fullmatch(number) and number.isascii()):
        return Problem.FORM
    if birth_of(number) is None:
        return Problem.BIRTH
    return None if number[-1] == check_digit(number) else Problem.CHECKSUM


def check_other(number: str, kind: str) -> Problem | None:
    """Return what is wrong with the number of a document of ``kind`` (``IdKind`` value); only its form."""
    if kind in {"resident", "hmt_residence"}:
        return check(number)
    form = _OTHER.get(kind)
    return None if form and form.fullmatch(number) else Problem.OTHER


def guess_kind(number: str) -> str:
    """Return the ``IdKind`` value of a number found in an ID column: "resident" unless it clearly is not.

    ``"H12345678"`` → "hk_macao"; ``"810000199408230021"`` → "hmt_residence"; ``"E12345678"`` → "passport".
    """
    if len(number) == _LENGTH and number.startswith(("810000", "820000", "830000")):
        return "hmt_residence"
    if number[:1].isdigit():
        return "resident"
    return next((kind for kind, form in _GUESSED if form.fullmatch(number)), "resident")


def check_digit(number: str) -> str:
    """Return the check digit of the first 17 places (GB 11643 §4.2.4). 11010519491231002 → "X"."""
    total = sum(map(mul, _WEIGHTS, map(int, number[:17])))
    return _CHECK_DIGITS[total % 11]


def birth_of(number: str) -> dt.date | None:
    """Return the birthday a resident number states, None if there is no such day."""
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= _OLDEST else None


def sex_of(number: str) -> str:
    """Return "male" or "female" after the 17th place (odd = male)."""
    return "male" if int(number[16]) % 2 else "female"


def mask(number: str) -> str:
    """Hide the middle: ``990101199003071234`` → ``990101********1234``; short ones keep two at each end."""
    if len(number) >= _LENGTH - 1:
        return f"{number[:_GUARDED]}{'*' * (len(number) - _GUARDED - _TAIL)}{number[-_TAIL:]}"
    if len(number) <= _TAIL:
        return "*" * len(number)
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"
