from members.rules.organisation_sheet import read_organisation
from union.common.spreadsheets import TableRow


def rows(*lines):
    keys = ("branch", "department", "group", "leader")
    return [
        TableRow(number, dict(zip(keys, [*line, "", "", ""], strict=False)), {}, [])
        for number, line in enumerate(lines, start=4)
    ]


def refused(sheet):
    return [(number, reason.field, reason.code) for number, reason in sheet.refused]


def test_names_are_collected_in_order():
    sheet = read_organisation(
        rows(
            ("内科支会", "心内科", "心内科 1组", "张 三"),
            ("内科支会", "心内科", "心内科2组"),
            ("外科支会", "骨科"),
            ("行政支会",),
        )
    )
    assert list(sheet.branches) == ["内科支会", "外科支会", "行政支会"]
    assert sheet.departments == {"心内科": "内科支会", "骨科": "外科支会"}
    assert sheet.groups == {
        ("内科支会", "心内科", "心内科1组"): "张三",
        ("内科支会", "心内科", "心内科2组"): "",
    }
    assert (sheet.rows, sheet.accepted, sheet.refused) == (4, 4, [])


def test_faulty_rows_are_named_and_add_nothing():
    sheet = read_organisation(
        rows(("", "心内科", "1组"), ("甲", "科", "1组"), ("乙", "科"), ("甲", "科", "1组"), ("长" * 61,))
    )
    assert refused(sheet) == [
        (4, "branch", "branch_missing"), (6, "department", "two_branches"), (7, "group", "duplicate"),
        (8, "branch", "too_long"),
    ]  # fmt: skip
    assert list(sheet.branches) == ["甲"]
    assert (sheet.rows, sheet.accepted) == (5, 1)


def test_a_cell_without_result_is_named():
    [row] = rows(("", "科"))
    sheet = read_organisation([TableRow(row.number, row.values, {"branch": "没有结果"}, [])])
    assert refused(sheet) == [(4, "branch", "cell")]
