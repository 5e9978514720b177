"""Amounts of money: read what people type, write what cheques demand.

Source of ``in_words``: 《支付结算办法》(银发〔1997〕393号) 附一《正确填写票据和结算凭证的基本规定》 一 to 四.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_WIDE = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+", " \t\r\n\u3000\u00a0\u200b\ufeff")
_FORM = re.compile(
    r"(-|\+)?(?:RMB|CNY|[￥¥$])?(-)?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?(?:元整?|圆整?)?", re.IGNORECASE
)
_NOISE = 1e-6
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("", "万", "亿", "万亿")
_MAX = Decimal(10) ** 16


def parse_money(value: object) -> Decimal:
    """Return the amount in yuan with two decimals.

    Understood: numbers (a float only if it is a whole number of cents up to rounding noise), ``5,230.00``,
    ``￥4800``, ``¥4,800元``, full-width digits, ``(1,200.00)`` as negative.

    Raises:
        ValueError: a Chinese sentence, for text like 待定, for more than two decimals, for wrong commas.
    """
    if isinstance(value, bool):
        raise ValueError(f"“{value}”不是金额")  # noqa: TRY004  (a cell's content)
    if isinstance(value, Decimal | int):
        return _two_places(Decimal(value), value)
    if isinstance(value, float):
        return _from_float(value)
    if not isinstance(value, str):
        raise ValueError(f"“{value}”不是金额：请填数字，如 4800.00")  # noqa: TRY004  (a cell's content)
    return _from_text(value)


def _from_float(value: float) -> Decimal:
    if value != value or abs(value) >= 1e13:  # noqa: PLR0124, PLR2004  (NaN; beyond exact cents)
        raise ValueError(f"“{value}”不是合理的金额")
    rounded = round(value, 2)
    if abs(value - rounded) > _NOISE:
        raise ValueError(f"“{value!r}”超过两位小数：请填到分")
    return Decimal(repr(rounded)).quantize(_CENT)


def _from_text(value: str) -> Decimal:
    text = value.translate(_WIDE)
    bracketed = text.startswith(("(", "（")) and text.endswith((")", "）"))
    found = _FORM.fullmatch(text[1:-1] if bracketed else text)
    if not found or not (found[3] or found[4]) or (found[1] and found[2]):
        raise ValueError(f"“{value.strip()}”不是金额：请填数字，如 4800.00")
    amount = Decimal(f"{(found[3] or '0').replace(',', '')}.{found[4] or '0'}")
    is_negative = bracketed or found[1] == "-" or found[2] == "-"
    return _two_places(-amount if is_negative else amount, value)


def _two_places(amount: Decimal, value: object) -> Decimal:
    if not amount.is_finite() or abs(amount) >= _MAX:
        raise ValueError(f"“{value}”不是合理的金额")
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    if rounded != amount:
        raise ValueError(f"“{value}”超过两位小数：请填到分")
    return rounded


def in_words(amount: Decimal) -> str:
    """Return the amount in Chinese capital figures (大写金额), up to 9999 万亿.

    ``1409.50`` → 壹仟肆佰零玖元伍角; ``6007.14`` → 陆仟零柒元壹角肆分; ``107000.53`` →
    壹拾万柒仟元零伍角叁分; ``16409.02`` → 壹万陆仟肆佰零玖元零贰分; ``325.00`` → 叁佰贰拾伍元整; ``0`` →
    零元整. 整 follows 元, never 角 or 分 (the rule demands it after 元, allows it after 角). Where 元
    stands at the end of zeros, 零 before 角 is optional in the rule; written here when the figure of 元 is
    0 and 分 or 角 follow a non-zero part.

    Raises:
        ValueError: more than two decimals or too big.
    """
    exact = _two_places(amount, amount)
    fen = int(abs(exact) * 100)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    sign = "负" if exact < 0 else ""
    whole = f"{_integer_in_words(yuan)}元" if yuan else ""
    if not rest:
        return f"{sign}{whole or '零元'}整"
    gap = "零" if whole and (not jiao or yuan % 10 == 0) else ""
    part = (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cents]}分" if cents else "")
    return sign + whole + gap + part


def _integer_in_words(number: int) -> str:
    """Sections of four digits from the left; one 零 for any run of zeros inside."""
    sections = []
    while number:
        number, section = divmod(number, 10_000)
        sections.append(section)
    text = ""
    pending = False
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if not section:
            pending = True
            continue
        if text and (pending or section < 1000):  # noqa: PLR2004
            text += "零"
        text += _section_in_words(section) + _unit(index, sections)
        pending = False
    return text


def _unit(index: int, sections: list[int]) -> str:
    """万亿 is written once as 亿 after the lower section: 1 0001 0000 0000 → 壹万零壹亿."""
    if index == 3:  # noqa: PLR2004
        return "万" if sections[2] else "万亿"
    return _SECTIONS[index]


def _section_in_words(section: int) -> str:
    text = ""
    for place, digit in zip(_PLACES, map(int, f"{section:04d}"), strict=True):
        if digit:
            text += _DIGITS[digit] + place
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
