import datetime as dt
from decimal import Decimal

import pytest

from union.reports.rules.periods import words_before
from union.reports.rules.wording import Counted, clause, growth, number_words, paragraph, with_unit


def row(value, previous=None, *, label="看望慰问", unit="人次", group="", phrase=""):
    return Counted("x", "warmth", label, unit, "", value, previous, "", group=group, phrase=phrase)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (150, "人次", "150 人次"),
        (1234567, "人", "1,234,567 人"),
        (Decimal(17400), "元", "17,400.00 元"),
        (17400, "元", "17,400.00 元"),
        (Decimal("98.25"), "%", "98.3%"),
        (100, "%", "100.0%"),
        (None, "元", "— 元"),
    ],
)
def test_number_with_unit(value, unit, expected):
    assert with_unit(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "previous", "unit", "expected"),
    [
        (150, 120, "人次", "较上年增长 25.0%"),
        (90, 120, "人次", "较上年下降 25.0%"),
        (120, 120, "人次", "与上年持平"),
        (Decimal("98.2"), Decimal("97.0"), "%", "较上年提高 1.2 个百分点"),
        (Decimal(90), Decimal(95), "%", "较上年下降 5.0 个百分点"),
        (299, 100, "人", "较上年增长 199.0%"),
        (300, 100, "人", "为上年的 3.0 倍"),
        (5, 0, "人", ""),
        (5, None, "人", ""),
        (None, 5, "人", ""),
        (0, 8, "人", "较上年下降 100.0%"),
    ],
)
def test_growth(value, previous, unit, expected):
    assert growth(value, previous, unit) == expected


def test_part_of_a_year_is_compared_with_the_same_months():
    told = paragraph([row(150, 120), row(5, 5, label="走访")], before="上年同期")

    assert told == "看望慰问 150 人次，较上年同期增长 25.0%；走访 5 人次，与上年同期持平。"
    first = dt.date(2026, 1, 1)
    assert words_before(first, dt.date(2026, 12, 31)) == "上年"
    assert (
        words_before(first, dt.date(2026, 6, 30)) == words_before(first, dt.date(2027, 12, 31)) == "上年同期"
    )


def test_parts_of_a_number_follow_it_after_a_comma():
    rows = [
        row(9, label="支出"),
        row(5, label="其中慰问金"),
        row(4, label="其中慰问品"),
        row(2, label="走访"),
    ]

    assert paragraph(rows) == "支出 9 人次，其中慰问金 5 人次，慰问品 4 人次；走访 2 人次。"


@pytest.mark.parametrize(
    ("new", "old_again", "back", "expected"),
    [
        (3, None, 2, "在档 5 人次，较上年增长 25.0%；新建档 3 人次，其中返困 2 人次。"),
        (None, None, 2, "在档 5 人次，较上年增长 25.0%；返困 2 人次。"),  # part of what is not said
        (3, 0, 2, "在档 5 人次，较上年增长 25.0%；新建档 3 人次，其中返困 2 人次。"),
        (0, 1, 2, "在档 5 人次，较上年增长 25.0%；单亲 1 人次；返困 2 人次。"),
    ],
)
def test_a_part_follows_its_own_whole_only(new, old_again, back, expected):
    rows = [row(5, 4, label="在档"), row(new, label="新建档")]
    rows += [row(old_again, label="其中单亲"), row(back, label="其中返困")]

    assert paragraph(rows) == expected
    assert paragraph(rows[3:]) == "返困 2 人次。"


def test_clause_uses_the_phrase_of_the_figure():
    figure = row(150, 120, phrase="全年看望慰问职工 {value}")

    assert clause(figure) == "全年看望慰问职工 150 人次，较上年增长 25.0%"


def test_nothing_counted_is_no_clause():
    assert not clause(row(0, 12))
    assert not clause(row(None))


def test_paragraph_leaves_out_zeros_and_keeps_units_apart():
    text = paragraph(
        [
            row(150, 120),
            row(0, 3, label="走访"),
            row(Decimal("17400.50"), None, label="发放慰问金", unit="元"),
            row(47, label="住院慰问", group="按慰问类别"),
            row(0, label="结婚慰问", group="按慰问类别"),
            row(60, label="生日慰问", group="按慰问类别"),
        ],
        lead="2026 年度，",
    )

    assert text == (
        "2026 年度，看望慰问 150 人次，较上年增长 25.0%；发放慰问金 17,400.50 元。\n"
        "按慰问类别：生日慰问 60 人次、住院慰问 47 人次。"
    )


def test_paragraph_about_nothing_is_empty():
    assert not paragraph([row(0), row(None)], lead="2030 年度，")


def test_long_breakdowns_are_cut_and_say_how_many_there_are():
    rows = [row(n, label=f"第{n}类", group="按类别") for n in range(1, 13)]

    assert paragraph(rows).endswith("第5类 5 人次等 12 项。")


def test_number_words_of_a_whole_decimal_that_is_no_money():
    assert number_words(Decimal("3.00"), "场") == "3"
    assert number_words(Decimal("3.50"), "学时") == "3.50"


def test_difference_has_a_sign_and_is_silent_where_nothing_can_be_compared():
    assert row(150, 120).difference == "+30"
    assert row(90, 120).difference == "−30"
    assert not row(90, 90).difference
    assert not row(90, None).difference


def test_names_that_hold_a_comma_of_their_own_are_kept_apart():
    rows = [row(3, label="家庭走访、谈心", group="服务"), row(2, label="满意率（立案）", group="服务")]

    assert paragraph(rows) == "服务：家庭走访、谈心 3 人次，满意率（立案）2 人次。"
