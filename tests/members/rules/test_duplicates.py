import datetime as dt

import pytest

from members.rules.duplicates import Row, find_pairs

DAY = dt.date(1980, 1, 1)
BASE = {"name": "王芳", "pinyin": "wangfang", "born_on": DAY, "sex": "female", "department_id": 1,
        "id_index": None, "phone_index": None}  # fmt: skip


def row(pk, **changed):
    return Row(pk=pk, **{**BASE, **changed})


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"id_index": "x", "name": "a"}, {"id_index": "x", "born_on": None}, {"证件号码相同"}),
        ({}, {"pinyin": "x", "department_id": 2}, {"姓名和出生日期相同"}),
        ({"phone_index": "p"}, {"phone_index": "p", "name": "李", "born_on": None}, {"手机号码相同"}),
        ({"born_on": None}, {"born_on": None}, {"姓名和科室相同"}),
        ({"name": "王方"}, {}, {"姓名读音、性别和出生日期相同"}),
        ({"id_index": "a", "born_on": None}, {"id_index": "b", "born_on": None}, set()),
        ({"id_index": "a"}, {"id_index": "b"}, {"姓名和出生日期相同"}),
        ({}, {"name": "李静", "pinyin": "lijing"}, set()),
    ],
)
def test_reasons(one, other, reasons):
    pairs = find_pairs([row(2, **other), row(1, **one)])
    assert {reason for pair in pairs for reason in pair.reasons} == reasons
    assert all((pair.first, pair.second) == (1, 2) for pair in pairs)


def test_surest_first_and_distinct_pairs_left_out():
    rows = [row(1, id_index="x"), row(2, id_index="x"), row(3, id_index="y")]
    assert [(p.first, p.second) for p in find_pairs(rows)] == [(1, 2), (1, 3), (2, 3)]
    assert [(p.first, p.second) for p in find_pairs(rows, frozenset({(1, 2)}))] == [(1, 3), (2, 3)]


def test_a_number_shared_by_many_says_nothing():
    rows = [
        row(pk, name=f"n{pk}", born_on=None, department_id=None, phone_index="hospital") for pk in range(13)
    ]
    assert find_pairs(rows) == []
    assert find_pairs(rows[:2])
