import datetime as dt

import pytest

from union.organisation.choices import Office, Right
from union.organisation.rules import rights_matrix, units
from union.organisation.rules.offices import RIGHTS

D = dt.date


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 内 科  支会 ", "内科支会"),
        ("心内科 1组", "心内科 1组"),
        ("ICU  监护室", "ICU 监护室"),
        ("\u3000", ""),
    ],
)
def test_clean_name(typed, kept):
    assert units.clean_name(typed) == kept


@pytest.mark.parametrize(
    ("effective_on", "opened_on", "fits"),
    [
        (D(2026, 11, 21), None, True),
        (D(2026, 11, 22), None, False),
        (D(2026, 1, 1), D(2026, 1, 1), True),
        (D(2025, 12, 31), D(2026, 1, 1), False),
    ],
)
def test_day_problem(effective_on, opened_on, fits):
    problem = units.day_problem(effective_on, opened_on=opened_on, today=D(2026, 11, 21))
    assert (problem == "") is fits


@pytest.mark.parametrize(("active", "word"), [(0, "合并"), (2, "合并"), (3, ""), (20, ""), (21, "分组")])
def test_size_hint(active, word):
    hint = units.size_hint(active)
    assert (word in hint) if word else hint == ""


def test_matrix_says_what_the_rule_says():
    for row in rights_matrix.rows():
        for office, cell in zip(rights_matrix.offices(), row.cells, strict=True):
            assert bool(cell) == (row.right in RIGHTS[office])


def test_matrix_as_text():
    markdown = rights_matrix.as_markdown().splitlines()
    assert len(markdown) == len(Right) + 2
    assert all(line.count("|") == len(Office) + 2 for line in markdown)
    lines = rights_matrix.as_csv().splitlines()
    assert lines[0].startswith("权限,工会主席,")
    assert len(lines) == len(Right) + 1
    assert rights_matrix.where(Office.WOMEN_MEMBER) == "全院或本支会，限女职工"
