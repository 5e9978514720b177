"""Thresholds, seats, elections and composition in whole numbers."""

import datetime as dt

import pytest

from congress.rules import bodies, composition, elections, fractions, seats, sessions, terms
from congress.rules.numerals import in_chinese
from congress.rules.preparation import plan
from union.common.shipped.congress import _RULES, _TABLES

BANDS = {key: table["bands"] for key, table in _TABLES["tables"].items()}


@pytest.mark.parametrize(
    ("present", "total", "is_reached"),
    [
        (94, 140, True),
        (93, 140, False),
        (2, 3, True),
        (100, 150, True),
        (99, 150, False),
        (1, 1, True),
        (0, 0, False),
    ],
)
def test_two_thirds_or_more_includes_exactly_two_thirds(present, total, is_reached):
    assert fractions.reaches(present, total, (2, 3)) is is_reached


@pytest.mark.parametrize(
    ("votes", "total", "passes"), [(71, 140, True), (70, 140, False), (71, 141, True), (0, 0, False)]
)
def test_more_than_half_excludes_exactly_half(votes, total, passes):
    assert fractions.exceeds(votes, total, (1, 2)) is passes


@pytest.mark.parametrize("total", range(1, 200))
def test_the_needed_count_is_the_smallest_that_passes(total):
    least, above = fractions.least_count(total, (2, 3)), fractions.count_above(total, (1, 2))

    assert fractions.reaches(least, total, (2, 3))
    assert not fractions.reaches(least - 1, total, (2, 3))
    assert fractions.exceeds(above, total, (1, 2))
    assert not fractions.exceeds(above - 1, total, (1, 2))


@pytest.mark.parametrize(
    ("table", "staff", "least"),
    [
        ("shanghai", 99, 30), ("shanghai", 100, 30), ("shanghai", 199, 30), ("shanghai", 200, 35),
        ("shanghai", 3000, 175), ("shanghai", 9000, 175),
        ("zhejiang", 20, 20), ("zhejiang", 99, 30), ("zhejiang", 100, 40), ("zhejiang", 850, 89),
        ("zhejiang", 1000, 100), ("zhejiang", 3000, 140), ("zhejiang", 5000, 200),
        ("institutions", 999, 30), ("institutions", 1000, 100), ("institutions", 10000, 150),
    ],
)  # fmt: skip
def test_seats_by_the_provincial_tables(table, staff, least):
    assert seats.least_seats(staff, BANDS[table]) == least


def test_distribution_is_exact_and_leaves_nobody_out():
    assert seats.distribute({1: 100, 2: 50, 3: 3}, 10) == {1: 6, 2: 3, 3: 1}
    assert seats.distribute({1: 300, 2: 1, 3: 1, 4: 0}, 4) == {1: 2, 2: 1, 3: 1, 4: 0}
    many = seats.distribute({key: 37 * key % 211 + 1 for key in range(1, 30)}, 140)
    assert sum(many.values()) == 140
    assert min(many.values()) >= 1
    with pytest.raises(ValueError, match="fewer"):
        seats.distribute({1: 5, 2: 5}, 1)


@pytest.mark.parametrize(
    ("took_part", "votes", "seats_free", "expected"),
    [
        (59, {1: 59}, 1, ((), (), False)),  # 60 of 90 must take part
        (60, {1: 46, 2: 14}, 1, ((1,), (), True)),
        (60, {1: 45, 2: 15}, 1, ((), (), True)),  # half of all staff is not more than half
        (90, {1: 80, 2: 70, 3: 60}, 2, ((1, 2), (), True)),
        (90, {1: 80, 2: 70, 3: 70}, 2, ((1,), (2, 3), True)),  # equal at the last seat: neither
        (90, {1: 70, 2: 70}, 2, ((1, 2), (), True)),
    ],
)  # fmt: skip
def test_election_in_the_constituency(took_part, votes, seats_free, expected):
    verdict = elections.judge(90, took_part, votes, seats_free, _RULES["election"])

    assert (verdict.elected, verdict.tied, verdict.is_valid) == expected
    assert verdict.reason


def test_the_turnout_is_said_in_the_words_of_the_rule():
    verdict = elections.judge(90, 71, {}, 1, _RULES["election"] | {"turnout_least": [4, 5]})
    assert verdict.reason == "参加 71 人，不足应到 90 人的五分之四（须 72 人），选举无效"


def test_recall_needs_more_than_half_of_all_staff():
    assert elections.recall_passes(90, 46, _RULES["recall"])
    assert not elections.recall_passes(90, 45, _RULES["recall"])


def test_counts_that_cannot_be_are_named():
    assert "请填写" in elections.problem_with_counts(0, 0, {})
    assert "91 多于" in elections.problem_with_counts(90, 91, {})
    assert "多于参加人数" in elections.problem_with_counts(90, 60, {1: 61})
    assert not elections.problem_with_counts(90, 60, {1: 60})


@pytest.mark.parametrize(
    ("leaders", "professionals", "women", "met"),
    [(12, 30, 39, [True, True, True]), (13, 29, 38, [False, False, False])],
)  # fmt: skip
def test_composition_at_its_limits(leaders, professionals, women, met):
    makeup = composition.Makeup(60, leaders, professionals, women, staff=300, women_staff=210)

    lines = composition.check(makeup, _RULES["composition"])  # women: 70 % less 5 points of 60 = 39

    assert [line.is_met for line in lines] == met
    empty = composition.check(composition.Makeup(0, 0, 0, 0, 0, 0), _RULES["composition"])
    assert not any(line.is_met for line in empty)


def test_size_of_the_presidium():
    sizes = [composition.presidium_least(count, _RULES["presidium"]) for count in (0, 60, 100, 101)]
    assert sizes == [0, 3, 3, 7]


def test_length_and_extension_of_a_term():
    start = dt.date(2024, 4, 1)

    assert not terms.term_problem(start, dt.date(2027, 3, 31), [3, 5])
    assert not terms.term_problem(start, dt.date(2029, 3, 31), [3, 5])
    assert "3 至 5 年" in terms.term_problem(start, dt.date(2027, 3, 30), [3, 5])
    assert "3 至 5 年" in terms.term_problem(start, dt.date(2029, 4, 1), [3, 5])
    assert not terms.extension_problem(dt.date(2027, 3, 31), dt.date(2028, 3, 31), 12)
    assert "不得超过" in terms.extension_problem(dt.date(2027, 3, 31), dt.date(2028, 4, 1), 12)


def test_the_checklist_counts_back_and_avoids_days_off():
    def working(day):
        return day.weekday() < 5 and not dt.date(2026, 10, 1) <= day <= dt.date(2026, 10, 8)

    def add(day, count):
        step = 1 if count > 0 else -1
        while count:
            day += dt.timedelta(days=step)
            count -= step * working(day)
        return day

    steps = [
        {"key": "papers", "title": "文件", "anchor": "opens", "days": -7},
        {"key": "call", "title": "征集", "anchor": "opens", "months": -2},
        {"key": "report", "title": "报告", "anchor": "closes", "working": 7},
    ]
    day = dt.date(2026, 10, 12)
    found = plan(steps, opens_on=day, closes_on=day, add_working=add, is_working=working)

    assert [(each.key, each.due_on.isoformat()) for each in found] == [
        ("call", "2026-08-12"), ("papers", "2026-09-30"), ("report", "2026-10-21"),
    ]  # fmt: skip


def test_numbers_in_chinese():
    assert [in_chinese(n) for n in (1, 6, 10, 12, 20, 21, 99)] == [
        "一",
        "六",
        "十",
        "十二",
        "二十",
        "二十一",
        "九十九",
    ]
    with pytest.raises(ValueError, match="100"):
        in_chinese(100)


@pytest.mark.parametrize(
    ("counts", "votes", "words"),
    [
        ((90, 91, 60, 60, 60), [50], "多于应到"),
        ((90, 59, 59, 59, 59), [50], "三分之二"),
        ((90, 60, 60, 61, 60), [50], "重新选举"),
        ((90, 60, 61, 60, 60), [50], "多于实到"),
        ((90, 60, 60, 58, 59), [50], "有效票多于"),
        ((90, 60, 60, 60, 58), [59], "得票多于"),
        ((90, 60, 60, 60, 58), [58], ""),
    ],
)  # fmt: skip
def test_counts_of_a_body_election(counts, votes, words):
    assert words in bodies.counts_problem(bodies.Counts(*counts), votes) or not words
    assert bool(bodies.counts_problem(bodies.Counts(*counts), votes)) is bool(words)


def test_a_union_officer_needs_more_than_half_of_all_entitled():
    counts = bodies.Counts(90, 60, 60, 60, 60)

    assert bodies.is_elected(46, counts)
    assert not bodies.is_elected(45, counts)


def test_each_branch_has_its_share_by_head_count():
    names = {1: "内科支会", 2: "外科支会", 3: "后勤支会", 4: "新设支会"}
    lines = composition.branch_lines(names, {1: 100, 2: 60, 3: 3}, {1: 5, 2: 4}, 10)
    assert [(line.label, line.staff, line.share, line.count, line.missing) for line in lines] == [
        ("内科支会", 100, 6, 5, 1), ("外科支会", 60, 3, 4, 0), ("后勤支会", 3, 1, 0, 1),
    ]  # fmt: skip
    few = composition.branch_lines(names, {1: 100, 2: 60, 3: 3}, {}, 2)  # cannot be spread over three
    assert [line.share for line in few] == [0, 0, 0]


@pytest.mark.parametrize(
    ("fraction", "words"),
    [((2, 3), "三分之二"), ((1, 10), "十分之一"), ((20, 100), "20%"), ((7, 20), "7/20")],
)
def test_a_fraction_is_read_aloud(fraction, words):
    assert fractions.in_words(fraction) == words


def test_what_has_no_place_in_a_table_of_seats_is_named():
    with pytest.raises(ValueError, match="no band for 50"):
        seats.least_seats(50, [{"from": 100, "least": 30}])


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-01-01", "2026-01-01", "届满日期应晚于本届起始日期"),
        ("2026-01-01", "2025-12-31", "届满日期应晚于本届起始日期"),
    ],
)
def test_a_term_ends_after_it_began(starts, ends, words):
    day = dt.date.fromisoformat
    assert terms.term_problem(day(starts), day(ends), [3, 5]) == words
    assert terms.extension_problem(day(starts), day(ends), 12).startswith("延期后的届满日期应晚于")


def test_which_steps_of_a_change_of_office_the_union_office_takes():
    def names(state, seat):
        return [step.action.value for step in bodies.office_steps(state, seat)]

    assert names("approved", "chair") == ["submit"]
    assert names("approved", "group_leader") == ["take_office"]
    assert names("submitted", "chair") == []
    assert names("planned", "chair") == ["report_candidates", "cancel"]


def test_which_steps_lead_on_from_a_session_under_way():
    assert {step.action.value for step in sessions.FLOW.steps_from("archived")} == set()
    assert "close" in {step.action.value for step in sessions.FLOW.steps_from("open")}
