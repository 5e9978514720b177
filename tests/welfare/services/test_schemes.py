"""Every definition of 五必访 we know, entered as data, with the figures each gives (domain notes 5.1)."""
# ruff: noqa: E501 - tables

import datetime as dt

import pytest

from tests.factories_welfare import Cast, occasion, past_visit
from union.common.errors import DomainError
from union.common.registries import Period, figures
from welfare.figures.visits import times_by_scheme
from welfare.models import Visit, VisitScheme
from welfare.selectors import coverage
from welfare.services.standards import add_occasion, add_scheme, add_standard

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
MORE = {
    "festival": "节日慰问", "checkup_rest": "体检休假疗养", "rights": "权益受侵害", "strained": "顶班状态不佳",
    "family_matter": "家里特殊事", "joy": "喜庆", "sick_leave": "病假职工探望",
}  # fmt: skip
STAY, BIRTH, MARRIED, DEATH, OWN = "hospital_stay", "birth", "marriage", "relative_death", "own_death"
# (who, name, {heading: occasions})
DEFINITIONS = {
    "S001": ("三必访", {"生日": ["birthday"], "生病": [STAY], "亲属去世": [DEATH]}),
    "S002": ("五必访", {"生病住院": [STAY], "去世": [OWN], "过生日": ["birthday"]}),
    "S004": ("五必访", {"生病住院": [STAY], "父母及亲属去世等特殊事情": [DEATH]}),
    "W69-headline": ("五必访", {"生病住院": [STAY], "体检休假疗养": ["checkup_rest"], "家庭矛盾": ["family_trouble"],
        "传统大节日": ["festival"], "婚丧": [MARRIED, DEATH, OWN]}),
    "W69-text": ("五必访", {"生病及女职工生育": [STAY, BIRTH], "父母（公婆岳父母）去世": [DEATH],
        "家庭矛盾": ["family_trouble"], "家庭特殊困难": ["hardship"], "重大节日": ["festival"]}),
    "W71": ("四必访", {"生病住院": [STAY], "天灾人祸": ["disaster"], "生活困难": ["hardship"], "家人逝世": [DEATH, OWN]}),
    "W72": ("五必访", {"婚丧喜庆": [MARRIED, DEATH, OWN, "joy"], "生病住院": [STAY], "意外": ["disaster"],
        "生活困难": ["hardship"], "生孩子或离岗退休": [BIRTH, "retirement"]}),
    "W73": ("五必到", {"婚丧嫁娶": [MARRIED, DEATH, OWN], "住院生育": [STAY, BIRTH], "天灾人祸": ["disaster"],
        "特殊困难": ["hardship"], "权益受侵害": ["rights"]}),
    "W73b": ("五必访", {"困难": ["hardship"], "生日": ["birthday"], "患病住院": [STAY],
        "家里特殊事": ["family_matter", DEATH], "顶班状态不佳": ["strained"]}),
}  # fmt: skip
# how often each occasion happened in the year of this test
HAPPENED = {
    STAY: 6, BIRTH: 2, MARRIED: 3, DEATH: 4, OWN: 1, "retirement": 2, "birthday": 5, "hardship": 3, "disaster": 1,
    "family_trouble": 2, "festival": 7, "checkup_rest": 1, "rights": 1, "strained": 2, "family_matter": 1, "joy": 1,
}  # fmt: skip


@pytest.fixture
def year():
    cast = Cast()
    for code, name in MORE.items():
        dated = {"valid_from": dt.date(2020, 1, 1), "source_document": "院工会文件"}
        add_occasion({"code": code, "name": f"{name}走访", **dated}, actor=None)
    for code, count in HAPPENED.items():
        for turn in range(count):
            visit = past_visit(cast.member, code, dt.date(2026, 3, 1) + dt.timedelta(days=turn))
            Visit.objects.filter(pk=visit.pk).update(due_on=visit.visited_on - dt.timedelta(days=turn % 2))
    return cast


@pytest.mark.parametrize("who", DEFINITIONS)
def test_each_definition_is_data_and_counts_right(year, who):
    name, items = DEFINITIONS[who]
    VisitScheme.objects.all().delete()
    wanted = [(heading, [occasion(code) for code in codes]) for heading, codes in items.items()]
    scheme = add_scheme("own", name, wanted, valid_from=dt.date(2026, 1, 1), source_document=who, actor=None)
    expected = {heading: sum(HAPPENED[code] for code in codes) for heading, codes in items.items()}

    lines = coverage.by_scheme(Visit.objects.all(), scheme, dt.date(2026, 12, 31))
    assert {line.label: line.counts["due"] for line in lines} == expected
    assert all(line.rate == 100 for line in lines)
    assert {value.label: value.value for value in times_by_scheme(YEAR)} == {
        f"{heading}（{name}）": count for heading, count in expected.items()
    }
    everything = Visit.objects.filter(coverage.scheme_condition(scheme))
    distinct = {code for codes in items.values() for code in codes}
    assert everything.count() == sum(HAPPENED[code] for code in distinct)  # nobody twice
    late = sum(HAPPENED[code] // 2 for code in distinct)
    assert coverage.total(everything, dt.date(2026, 12, 31)).counts["late"] == late


def test_a_scheme_is_replaced_not_edited(year):
    items = [("生病", [occasion(STAY)])]
    first = add_scheme(
        "own", "三必访", items, valid_from=dt.date(2026, 1, 1), source_document="甲", actor=None
    )
    add_scheme("own", "四必访", items, valid_from=dt.date(2026, 7, 1), source_document="乙", actor=None)
    first.refresh_from_db()
    assert first.valid_to == dt.date(2026, 6, 30)
    with pytest.raises(DomainError, match="晚于现有最新版本"):
        add_scheme("own", "五", items, valid_from=dt.date(2026, 7, 1), source_document="丙", actor=None)
    with pytest.raises(DomainError, match="至少写一项"):
        add_scheme(
            "x", "五", [("生病", [])], valid_from=dt.date(2026, 7, 1), source_document="丙", actor=None
        )


def test_standards_and_occasions_are_versions_with_documents(year):
    stay = occasion(STAY)
    before = stay.standards.get(valid_to=None)
    terms = {"cap": 3000, "sources": {"active": ["dues"]}, "pay_forms": ["cash"], "source_document": "新文件"}
    add_standard(stay, {"valid_from": dt.date(2027, 1, 1), **terms}, actor=None)
    before.refresh_from_db()
    assert before.valid_to == dt.date(2026, 12, 31)
    with pytest.raises(DomainError, match="依据文件"):
        add_standard(stay, {"valid_from": dt.date(2028, 1, 1), **terms, "source_document": " "}, actor=None)
    with pytest.raises(DomainError, match="已经对应“住院慰问”"):
        add_occasion({"code": "n", "name": "新", "aliases": ["生病住院"], "source_document": "x"}, actor=None)


def test_the_figures_of_the_source_documents():
    """11 households 17,400 yuan; 10 people 3,310 yuan; 150 hospital visits and 12 funerals ([S004])."""
    cast = Cast()
    people = [cast.colleague() for _ in range(75)]
    for turn, member in enumerate(people[:11]):
        past_visit(member, "hardship", dt.date(2016, 1, 20), "1600" if turn < 10 else "1400")
    for member in people[:10]:
        past_visit(member, "disaster", dt.date(2017, 5, 1), "331")
    for member in people:
        for day in (1, 15):
            past_visit(member, STAY, dt.date(2018, 3, day), "300")
    for turn in range(12):
        past_visit(people[turn], OWN if turn < 2 else DEATH, dt.date(2018, 6, 1), "500")

    def figure(key, year):
        return figures[f"welfare.{key}"].compute(Period(dt.date(year, 1, 1), dt.date(year, 12, 31)))

    def by_occasion(key, year):
        return {value.key: value.value for value in figure(key, year)}

    assert (figure("visit_households", 2016), figure("visit_yuan", 2016)) == (11, 17400)
    assert (figure("visit_people", 2017), figure("visit_yuan", 2017)) == (10, 3310)
    times = by_occasion("visit_times_by_occasion", 2018)
    assert (times[STAY], times[OWN] + times[DEATH]) == (150, 12)
    assert by_occasion("visit_people_by_occasion", 2018)[STAY] == 75
    assert (figure("visit_times", 2018), figure("visit_people", 2018)) == (162, 75)
