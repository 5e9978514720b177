from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from union.common.money import in_words, parse_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5,230.00", "5230.00"),
        ("￥4800", "4800.00"),
        ("¥4,800元", "4800.00"),
        ("4800元整", "4800.00"),
        ("RMB 3000", "3000.00"),
        ("４８００．５", "4800.50"),
        (" 12 345.6 ", "12345.60"),
        ("(1,200.00)", "-1200.00"),
        ("-3", "-3.00"),
        (".5", "0.50"),
        (4760.3199999999997, "4760.32"),
        (5, "5.00"),
        (Decimal("1.1"), "1.10"),
        (0.0, "0.00"),
    ],
)
def test_what_people_type_is_understood(typed, amount):
    assert parse_money(typed) == Decimal(amount)
    assert parse_money(typed).as_tuple().exponent == -2


@pytest.mark.parametrize(
    "typed",
    [
        "待定",
        "",
        "12,34",
        "1.234",
        "1e3",
        "--5",
        "5 5.5.5",
        True,
        float("nan"),
        float("inf"),
        1e15,
        1.005,
        None,
        "元",
    ],
)
def test_what_is_no_amount_is_refused_in_chinese(typed):
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        parse_money(typed)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("10000000000000", "壹拾万亿元整"),
        ("-12", "负壹拾贰元整"),
    ],
)
def test_the_examples_of_the_regulation(amount, words):
    assert in_words(Decimal(amount)) == words


@given(st.integers(1, 10**13))
def test_words_mean_the_amount_again(fen):
    amount = Decimal(fen) / 100
    words = in_words(amount).removesuffix("整")
    yuan, _, rest = words.partition("元") if "元" in words else ("", "", words)
    assert (cn2an.cn2an(yuan, "smart") if yuan else 0) == fen // 100
    assert _fen(rest) == fen % 100


@given(st.integers(1, 10**9))
def test_whole_yuan_agree_with_the_oracle(yuan):
    assert in_words(Decimal(yuan)) == cn2an.an2cn(str(yuan), "rmb")


def _fen(rest: str) -> int:
    digits = "零壹贰叁肆伍陆柒捌玖"
    total = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            total += digits.index(rest[rest.index(unit) - 1]) * worth
    return total


def test_more_than_cents_has_no_words():
    with pytest.raises(ValueError, match="两位小数"):
        in_words(Decimal("0.001"))
