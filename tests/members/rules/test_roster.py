import datetime as dt
from decimal import Decimal

import pytest

from members.rules.roster import NewUnit, check_row
from tests.members.rules.roster_samples import context, number_for, row

FEMALE, MALE = number_for(order=12), number_for(order=13)


def check(raw, number=5, issues=None, **changes):
    return check_row(number, raw, context(**changes), issues or {})


def codes(checked):
    return [reason.code for reason in checked.reasons]


def test_a_good_row_becomes_typed_values():
    checked = check(
        {
            "staff_no": 10001.0,
            "name": "王 丽 敏",
            "sex": "女",
            "born_on": "1990.03",
            "id_number": f"{FEMALE[:6]} {FEMALE[6:14]} {FEMALE[14:].lower()}",
            "ethnicity": "汉族",
            "note": "=1+1",
            "joined_union_on": "2015年7月",
            "started_work_on": 41000.0,
            "dues_base": "￥5,230",
            "phone": "139 1234 5678",
            "branch": "内科支会",
            "department": "心内科",
            "group": "一组",
            "is_model_worker": "是",
            "extra.hobby": "棋",
        }
    )
    assert checked.is_accepted, checked.reasons
    assert checked.values == {
        "staff_no": "10001", "name": "王丽敏", "sex": "female", "id_number": FEMALE, "id_kind": "resident",
        "born_on": dt.date(1990, 3, 7), "ethnicity": "汉族", "note": "=1+1",
        "joined_union_on": dt.date(2015, 7, 1), "started_work_on": dt.date(2012, 4, 1),
        "dues_base": Decimal("5230.00"), "phone": "13912345678", "branch": "内科支会", "branch_id": 1,
        "department": "心内科", "department_id": 11, "group": "一组", "group_id": 101,
        "is_model_worker": True, "extra.hobby": "棋",
    }  # fmt: skip
    assert [warning.code for warning in checked.warnings] == ["month_only"]
    assert checked.id_index == f"#{FEMALE}"
    assert checked.member_id is None


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": ""}, "name", "name_missing"),
        ({"name": " \u3000"}, "name", "name_missing"),
        ({"name": "长" * 61}, "name", "too_long"),
        ({"staff_no": "", "id_number": ""}, "staff_no", "key_missing"),
        ({"staff_no": 1.5}, "staff_no", "staff_no"),
        ({"staff_no": "1" * 21}, "staff_no", "too_long"),
        ({"id_number": FEMALE[:-1]}, "id_number", "id_length"),
        ({"id_number": FEMALE[:15]}, "id_number", "id_old"),
        ({"id_number": FEMALE[:16] + "A1"}, "id_number", "id_form"),
        ({"id_number": "990101199013450017"}, "id_number", "id_birth"),
        ({"id_number": "990101199003070000"}, "id_number", "id_checksum"),
        ({"id_number": 9.9010119850703e17}, "id_number", "id_precision"),
        ({"id_number": 990101198507030000}, "id_number", "id_precision"),
        ({"id_number": "9.9010119850703E+17"}, "id_number", "id_precision"),
        ({"id_kind": "护照", "id_number": 1.5}, "id_number", "id_precision"),
        ({"id_kind": "护照", "id_number": "护照"}, "id_number", "id_other"),
        ({"id_kind": "什么证"}, "id_kind", "id_kind"),
        ({"id_number": number_for("20990101")}, "id_number", "id_birth"),
        ({"sex": "男"}, "sex", "sex_conflict"),
        ({"sex": "未知"}, "sex", "sex"),
        ({"born_on": "1990-03-08"}, "born_on", "birth_conflict"),
        ({"born_on": "1990.04"}, "born_on", "birth_conflict"),
        ({"born_on": "去年"}, "born_on", "date"),
        ({"born_on": "2027-01-01", "id_number": ""}, "born_on", "date_future"),
        ({"joined_union_on": "去年秋天"}, "joined_union_on", "date"),
        ({"joined_union_on": "2099-01-01"}, "joined_union_on", "date_future"),
        ({"started_work_on": "2026-03-02"}, "started_work_on", "date_future"),
        ({"dues_base": "待定"}, "dues_base", "money"),
        ({"dues_base": "-1"}, "dues_base", "money"),
        ({"dues_base": 1e7}, "dues_base", "money"),
        ({"branch": "火星支会"}, "branch", "unit_unknown"),
        ({"department": "外星科"}, "department", "unit_unknown"),
        ({"group": "没有组"}, "group", "unit_unknown"),
        ({"note": "长" * 301}, "note", "too_long"),
        ({"is_model_worker": "也许"}, "is_model_worker", "boolean"),
        ({"bank_account": "6" * 31}, "bank_account", "too_long"),
        ({"bank_account": 6.2220212345678e18}, "bank_account", "id_precision"),
        ({"bank_account": "6.22202123456780E+18"}, "bank_account", "id_precision"),
    ],
)
def test_each_fault_is_refused_once_with_its_column(changes, field, code):
    checked = check(row(**changes))
    assert [(reason.field, reason.code) for reason in checked.reasons] == [(field, code)]
    assert not checked.is_accepted
    assert any("\u4e00" <= char <= "\u9fff" for char in checked.reasons[0].message)


def test_all_reasons_come_at_once():
    checked = check({"name": "", "id_number": FEMALE[:-1], "branch": "火星", "dues_base": "待定", "sex": "?"})
    assert codes(checked) == ["name_missing", "id_length", "sex", "money", "unit_unknown"]


def test_a_cell_without_result_is_refused_with_the_readers_sentence():
    checked = check(row(dues_base=""), issues={"dues_base": "公式单元格没有结果"})
    assert [(reason.column, reason.message) for reason in checked.reasons] == [
        ("岗位工资+薪级工资", "公式单元格没有结果")
    ]
    assert codes(check(row(name=""), issues={"name": "x"})) == ["cell"]


def test_sensitive_values_are_masked_in_reasons():
    [reason] = check(row(id_number=FEMALE[:-1])).reasons
    assert reason.value == f"990101*******{FEMALE[13:17]}"
    assert FEMALE[6:14] not in reason.message


@pytest.mark.parametrize("born_on", ["1990.03", "1990年3月", dt.date(1990, 3, 7), "19900307", 32939.0, ""])
def test_the_id_gives_the_day(born_on):
    checked = check(row(born_on=born_on))
    assert checked.is_accepted, checked.reasons
    assert checked.values["born_on"] == dt.date(1990, 3, 7)


def test_without_an_id_the_column_counts():
    checked = check({"staff_no": "1", "name": "张三", "sex": "男", "born_on": "1990-03-07"})
    assert (checked.values["sex"], checked.values["born_on"]) == ("male", dt.date(1990, 3, 7))
    month = check({"staff_no": "1", "name": "张三", "born_on": "1990.03"})
    assert "born_on" not in month.values
    assert [warning.code for warning in month.warnings] == ["birth_month_only"]


@pytest.mark.parametrize(
    ("kind", "number", "stored"),
    [
        ("", "h12345678", "hk_macao"),
        ("护照", "E12345678", "passport"),
        ("台湾居民来往大陆通行证", 12345678.0, "taiwan"),
        ("", FEMALE, "resident"),
    ],
)
def test_other_documents(kind, number, stored):
    checked = check({"name": "John Smith", "id_kind": kind, "id_number": number})
    assert checked.is_accepted, checked.reasons
    assert checked.values["id_kind"] == stored


def test_blank_cells_say_nothing():
    checked = check(row(note="", phone=" ", joined_union_on="", dues_base="", branch=""))
    assert set(checked.values) == {"staff_no", "name", "sex", "id_number", "id_kind", "born_on"}


class TestKeys:
    def accepted(self, known, number, raw):
        checked = check_row(number, raw, known)
        assert checked.is_accepted, checked.reasons

    def test_the_earlier_row_stands(self):
        known = context()
        self.accepted(known, 4, row())
        second = check_row(9, row(), known)
        assert codes(second) == ["duplicate"]
        assert "第 4 行" in second.reasons[0].message

    def test_same_number_with_another_id(self):
        known = context()
        self.accepted(known, 4, row())
        other = check_row(9, row(id_number=number_for(order=14)), known)
        assert codes(other) == ["no_other_id"]

    def test_same_id_with_another_number(self):
        known = context()
        self.accepted(known, 4, row())
        other = check_row(9, row(staff_no="88888"), known)
        assert codes(other) == ["id_other_no"]
        assert "88888" in other.reasons[0].message
        assert "10001" in other.reasons[0].message

    def test_a_refused_row_does_not_stand(self):
        known = context()
        assert not check_row(4, row(name=""), known).is_accepted
        self.accepted(known, 9, row())

    def test_a_member_is_found_by_either_key(self):
        keys = {"by_staff_no": {"10001": 7}, "by_id_index": {f"#{FEMALE}": 7}, "staff_no_of": {7: "10001"}}
        assert check(row(), **keys).member_id == 7
        assert check(row(id_number=""), **keys).member_id == 7
        assert check(row(staff_no=""), **keys).member_id == 7

    def test_a_missing_key_is_filled_in(self):
        assert check(row(), by_id_index={f"#{FEMALE}": 7}, staff_no_of={7: ""}).member_id == 7
        assert check(row(), by_staff_no={"10001": 7}, id_index_of={7: ""}).member_id == 7

    def test_keys_of_two_members_are_refused(self):
        checked = check(
            row(staff_no="88888"),
            by_staff_no={"88888": 8},
            by_id_index={f"#{FEMALE}": 7},
            staff_no_of={7: "10123"},
        )
        assert checked.reasons[0].message == "工号 88888 与身份证号对应的会员 10123 不一致"

    def test_an_id_of_a_member_with_another_number_is_refused(self):
        checked = check(row(staff_no="88888"), by_id_index={f"#{FEMALE}": 7}, staff_no_of={7: "10123"})
        assert codes(checked) == ["id_other_no"]

    def test_a_number_given_up_in_a_merge_makes_no_second_record(self):
        checked = check(row(id_number=""), merged_staff_no={"10001": "10123"})
        assert codes(checked) == ["merged_no"]
        assert "10123" in checked.reasons[0].message

    def test_a_number_of_a_member_with_another_id_is_refused(self):
        checked = check(row(), by_staff_no={"10001": 7}, id_index_of={7: "#other"})
        assert codes(checked) == ["no_other_id"]

    def test_one_member_by_two_keys_in_two_rows(self):
        known = context(by_staff_no={"10001": 7}, by_id_index={f"#{FEMALE}": 7}, staff_no_of={7: "10001"})
        self.accepted(known, 4, row(id_number="", sex=""))
        assert codes(check_row(9, row(staff_no=""), known)) == ["duplicate"]

    def test_one_person_twice_without_numbers(self):
        known = context()
        self.accepted(known, 4, row(staff_no=""))
        assert codes(check_row(9, row(staff_no=""), known)) == ["duplicate"]

    def test_member_numbers_are_unique_too(self):
        known = context(by_member_no={"M1": 8})
        assert codes(check_row(4, row(member_no="M1"), known)) == ["member_no_taken"]
        self.accepted(known, 5, row(member_no="M2"))
        other = row(staff_no="2", id_number="", sex="", member_no="M2")
        assert codes(check_row(6, other, known)) == ["member_no_taken"]


class TestUnits:
    def test_a_group_is_looked_for_in_its_department(self):
        assert check(row(branch="外科支会", department="骨科", group="一组")).values["group_id"] == 102
        assert check(row(branch="内科支会", group="一组")).values["group_id"] == 101

    def test_what_is_not_said_follows_from_what_is(self):
        values = check(row(group="骨科2组")).values
        assert (values["branch_id"], values["department_id"]) == (2, 12)
        assert check(row(department="骨科")).values["branch"] == "外科支会"

    def test_names_are_compared_without_spaces_and_width(self):
        assert check(row(group="骨科 ２组")).values["group"] == "骨科2组"

    def test_a_group_of_another_department_is_a_hint(self):
        checked = check(row(branch="内科支会", department="心内科", group="骨科2组"))
        assert checked.is_accepted
        assert [warning.code for warning in checked.warnings] == ["group_elsewhere"]

    def test_a_group_of_another_branch_is_a_hint(self):
        checked = check(row(branch="内科支会", group="骨科2组"), departments={})
        assert [warning.code for warning in checked.warnings] == ["group_elsewhere"]

    def test_a_department_of_another_branch_is_a_hint(self):
        checked = check(row(branch="内科支会", department="骨科"))
        assert checked.is_accepted
        assert [warning.code for warning in checked.warnings] == ["department_elsewhere"]

    def test_new_units_are_listed_when_allowed(self):
        known = context(create_units=True)
        raw = row(branch="新支会", department="新科", group="新组")
        checked = check_row(4, raw, known)
        assert checked.is_accepted
        assert (checked.values["branch_id"], checked.values["group"]) == (None, "新组")
        assert list(known.new_units) == [
            NewUnit("branch", "新支会"),
            NewUnit("department", "新科", "新支会"),
            NewUnit("group", "新组", "新支会", "新科"),
        ]

    def test_a_refused_row_creates_nothing(self):
        known = context(create_units=True)
        check_row(4, row(name="", branch="新支会"), known)
        assert not known.new_units


def test_codes_are_brought_to_one_spelling_and_unknown_ones_told():
    known = {"political_status": {"党员": "中共党员", "中共党员": "中共党员"}}
    assert check(row(political_status=" 党员"), codes=known).values["political_status"] == "中共党员"
    odd = check(row(political_status="路人"), codes=known)
    assert odd.is_accepted
    assert odd.values["political_status"] == "路人"
    assert [warning.code for warning in odd.warnings] == ["code_unknown"]


def test_odd_things_are_hints_only():
    checked = check(row(name="张3", phone="1391234567", started_work_on="1980-01-01"))
    assert checked.is_accepted
    assert [warning.code for warning in checked.warnings] == ["name_odd", "phone_odd", "before_birth"]


def test_wages_in_two_columns_are_added_up():
    assert check(row(post_wage="3,000", grade_wage=1230.5)).values["dues_base"] == Decimal("4230.50")
    assert check(row(post_wage="3000", grade_wage=1, dues_base=5)).values["dues_base"] == Decimal("5.00")
    assert "dues_base" not in check(row(post_wage="3000", grade_wage="")).values
    assert [(reason.field, reason.code) for reason in check(row(post_wage="待定", grade_wage=1)).reasons] == [
        ("post_wage", "money")
    ]


def test_cells_of_unusual_kinds():
    checked = check(
        row(
            note="a\x07b",
            is_migrant_worker="否",
            is_model_worker=True,
            phone="\u200b",
            duty=dt.date(2026, 1, 2),
        )
    )
    assert checked.is_accepted
    assert checked.values["note"] == "ab"
    assert (checked.values["is_migrant_worker"], checked.values["is_model_worker"]) == (False, True)
    assert "phone" not in checked.values
    assert checked.values["duty"] == "2026-01-02"
    assert check(row(bank_account="6222 0212 3456")).values["bank_account"] == "622202123456"
