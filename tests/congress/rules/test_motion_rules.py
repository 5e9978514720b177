"""Rules of motions that need no database: window, rating, clock, likeness, rows of an old ledger."""

import datetime as dt

import pytest

from congress.choices.motions import MotionState as S
from congress.choices.motions import Party, SecondState
from congress.rules import motions as rules
from congress.rules.motions_clock import Clock, days_held
from congress.rules.motions_sheet import paper_number, read_row
from congress.rules.similarity import grams, likeness
from union.common.errors import DomainError
from union.common.shipped.motions import RULE as SHIPPED
from union.common.shipped.rule_words import words_of

DAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_numbers_as_they_are_written():
    assert rules.number_label(6, 1, "motion", 1) == "第六届第一次 第001号"
    assert rules.number_label(12, 2, "suggestion", 12) == "第十二届第二次 建议第012号"
    assert rules.number_label(6, 1, "motion", 1234).endswith("第1234号")


def test_the_window_has_two_ends():
    window = rules.Window(NOW, NOW + dt.timedelta(days=1))
    hour = dt.timedelta(hours=1)

    assert window.is_open(NOW)
    assert window.is_early(NOW - hour)
    assert window.is_late(NOW + dt.timedelta(days=1) + hour)
    assert rules.Window(None, None).is_open(NOW)


def test_what_cannot_be_handed_in():
    def check(**changes):
        usual = {"window": rules.Window(None, None), "now": NOW, "accepted": 2, "needed": 2,
                 "by_delegation": False, "body": ("案由", "理由", "建议")}  # fmt: skip
        rules.check_submit(**{**usual, **changes})

    check()
    check(accepted=0, by_delegation=True)
    with pytest.raises(DomainError, match="还缺：建议措施"):
        check(body=("案由", "理由", " "))
    with pytest.raises(DomainError, match="尚未开始"):
        check(window=rules.Window(NOW + dt.timedelta(days=1), None))
    with pytest.raises(DomainError, match="还差 1 名"):
        check(accepted=1)


@pytest.mark.parametrize(
    ("grades", "expected", "rounds", "state"),
    [
        (["satisfied"], 1, 1, S.RATED), (["partly"], 2, 1, S.DELIVERED), (["unsatisfied"], 2, 1, S.DELIVERED),
        (["satisfied", "unsatisfied"], 2, 1, S.REDO), (["unsatisfied"], 1, 2, S.RATED),
    ],
)  # fmt: skip
def test_where_a_rating_leads(grades, expected, rounds, state):
    assert rules.after_rating(grades, expected=expected, rounds=rounds, limit=2) == state


def test_a_seconding_that_was_not_given_is_not_withdrawn():
    assert rules.second_after(SecondState.ACCEPTED, SecondState.WITHDRAWN) == SecondState.WITHDRAWN
    assert rules.second_after(SecondState.REFUSED, SecondState.ACCEPTED) == SecondState.ACCEPTED
    for current in (SecondState.INVITED, SecondState.REFUSED, SecondState.WITHDRAWN):
        with pytest.raises(DomainError):
            rules.second_after(current, SecondState.WITHDRAWN)


def test_the_clock_moves_by_the_days_it_stood_still():
    clock = Clock(DAY, None).entering(S.DRAFTED, DAY - dt.timedelta(days=5))
    assert clock.entering(S.COUNTERSIGNING, DAY) == clock
    assert clock.entering(S.HANDLING, DAY - dt.timedelta(days=1)) == Clock(DAY + dt.timedelta(days=4), None)


def test_days_are_counted_for_who_held_it():
    moves = [(0, S.SUBMITTED), (1, S.REVIEWING), (4, S.REGISTERED), (6, S.INSTRUCTING), (9, S.CLOSED)]
    held = days_held([(NOW + dt.timedelta(days=n), state) for n, state in moves], NOW + dt.timedelta(days=99))

    assert held == {Party.COMMITTEE: 4, Party.OFFICE: 2, Party.LEADER: 3}


def test_likeness_rests_on_what_is_rare():
    assert grams("关于改善职工食堂（5）的建议") == ["职工", "工食", "食堂"]
    assert likeness("改善职工食堂就餐环境的建议", "关于职工食堂就餐环境的提案") == 1
    assert likeness("改善职工食堂就餐环境", "增加停车位") == 0
    assert likeness("食堂排队", "食堂停车", {"食堂": 0.1}) < likeness("食堂排队", "食堂停车")
    assert likeness("", "") == 0


def test_cells_of_an_old_ledger():
    assert [paper_number(value) for value in (3, 3.0, "003", "附1")] == ["003", "003", "003", "附1"]
    row = read_row(
        {"paper_no": 7, "title": "食堂", "staff_no": 12817.0, "filing": "转为建议", "grade": "B类",
         "rating": "满意", "seconders": "崔慧、 胡婷云", "replied_on": "2025.4.18"}, {}, DAY,
    )  # fmt: skip
    assert (row.staff_no, row.filing, row.grade, row.seconders) == (
        "12817",
        "converted",
        "B",
        ("崔慧", "胡婷云"),
    )
    assert (row.replied_on, row.rating, row.faults) == (dt.date(2025, 4, 18), "satisfied", [])
    bad = read_row({"filing": "并案", "grade": "X", "rating": "好", "replied_on": "2030-01-01"}, {}, DAY)
    assert {code for *_rest, code in bad.faults} == {"missing", "merged_into", "grade", "future", "rating"}


ROW = {"paper_no": 3.0, "title": "增设夜班休息室", "staff_no": "10001", "filing": "立案"}


@pytest.mark.parametrize(
    ("cells", "issues", "words"),
    [
        ({}, {"replied_on": "公式没有值"}, "公式没有值"),
        ({"title": "长" * 81}, {}, "案由超过 80 字"),
        ({"filing": "暂缓"}, {}, "处理结果应为：立案"),
        ({"filing": "并案"}, {}, "须写明并入哪一件"),
        ({"merged_into": "7"}, {}, "只有“并案”的提案才填并入编号"),
        ({"replied_on": "明年"}, {}, "明年"),
        ({"replied_on": "2026-03-03"}, {}, "答复日期晚于今天"),
        ({"grade": "D"}, {}, "办理结果应为 A、B 或 C"),
        ({"grade": "A", "rating": "还行"}, {}, "满意度应为"),
        ({"rating": "满意"}, {}, "没有答复的提案不能有满意度"),
        ({"staff_no": ""}, {}, "工号没有填"),
    ],
)
def test_why_a_row_of_an_old_ledger_cannot_be_taken(cells, issues, words):
    [fault] = read_row({**ROW, **cells}, issues, DAY).faults
    assert words in fault[2] + fault[3]


def test_a_row_without_reply_is_taken_as_it_is():
    row = read_row(ROW, {}, DAY)
    assert (row.paper_no, row.faults, row.rating, row.replied_on, row.grade) == ("003", [], "", None, "")
    assert read_row({**ROW, "grade": "B", "rating": "满意"}, {}, DAY).rating == "satisfied"


@pytest.mark.parametrize(
    ("wanted", "words"), [(DAY, "应晚于 2026-03-02"), (DAY + dt.timedelta(days=400), "每次最多延期")]
)
def test_an_extension_is_later_and_not_too_long(wanted, words):
    numbers = rules.MotionRules(
        seconders=2, rounds=2, extensions=1, extension_days=30, days={}, document="办法"
    )
    with pytest.raises(DomainError, match=words):
        rules.check_extension(granted=0, rules=numbers, now_due=None, wanted=wanted, today=DAY)


def test_the_same_answer_twice_and_a_promise_for_the_past():
    with pytest.raises(DomainError, match="您已经作过答复：已附议"):
        rules.second_after("accepted", SecondState.ACCEPTED)
    with pytest.raises(DomainError, match="承诺完成的日期应在今天之后"):
        rules.check_grade("B", DAY, DAY)


@pytest.mark.parametrize("key", SHIPPED["values"]["days"])
def test_the_form_names_the_kind_of_days_that_is_counted(key):
    _count, working = rules.MotionRules.of(SHIPPED["values"]).days_for(key)
    assert words_of("motions", ["days", key]).endswith("（工作日）" if working else "（天）")


def test_days_of_extensions_and_of_questions_are_named_as_they_are_counted():
    assert words_of("motions", ["extension_days"]) == "每次延期（天）"
    assert words_of("money_audit", ["answer_days"]) == "答复（工作日）"  # funds.services.audits
    assert words_of("congress_registers", ["contracts", "answer_days"]).endswith("回应要约（天）")
