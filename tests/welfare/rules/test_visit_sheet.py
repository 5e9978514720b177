"""Rows of an old visit ledger, and what a stay asks for."""

import datetime as dt

import pytest

from welfare.rules.visit_sheet import read_row, word_key

DAY = dt.date(2026, 3, 2)
ROW = {"staff_no": 10001.0, "name": "王 芳", "occasion": "住院 慰问", "on": "2025-03-01", "cash": 500}


def test_a_row_is_understood():
    row = read_row(ROW, DAY)
    assert (row.staff_no, row.word, row.on, row.cash, row.faults) == (
        "10001", "住院慰问", dt.date(2025, 3, 1), 500, [],
    )  # fmt: skip
    assert word_key("住院　慰问Ａ") == "住院慰问a"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"staff_no": ""}, "工号没有填，无法认人"),
        ({"occasion": " "}, "慰问类别没有填"),
        ({"on": "去年"}, "慰问日期"),
        ({"on": "2026-03-03"}, "慰问日期在将来：2026-03-03"),
        ({"cash": "若干"}, "慰问金"),
        ({"cash": -5}, "不能是负数"),
    ],
)
def test_why_a_row_is_refused(cells, words):
    [fault] = read_row(ROW | cells, DAY).faults
    assert words in str(fault)
