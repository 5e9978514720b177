"""The computed category, the publicity, the terms of aid."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest

from union.common.errors import TransitionError
from welfare.choices.aid import AidState, PaymentState
from welfare.choices.hardship import Category, HardshipState
from welfare.rules import aid_flow, aid_terms, hardship_flow
from welfare.rules.hardship_criteria import Household, Lines, assess, level_problem, per_head
from welfare.rules.hardship_publicity import last_day, shown
from welfare.shipped.hardship import AID, HARDSHIP

LINES = Lines.from_values(HARDSHIP, "本院办法")  # 800, twice, 80 %, 3000


@pytest.mark.parametrize(
    ("household", "category", "quotient"),
    [
        (Household(3, Decimal(36000), Decimal(6000)), Category.RELATIVE, "833.33"),
        (Household(3, Decimal(34800), Decimal(6000)), Category.RELATIVE, "800.00"),  # not below
        (Household(3, Decimal("34799.64"), Decimal(6000)), Category.DEEP, "799.99"),
        (Household(1, Decimal(10000), Decimal(30000)), Category.DEEP, "-1666.67"),
        (Household(2, Decimal(38400)), Category.HOSPITAL, "1600.00"),  # twice the line is not below
        (Household(2, Decimal(72000)), Category.NONE, "3000.00"),
        (Household(2, Decimal(100000), Decimal(0), Decimal(90000), Decimal(10000)), Category.NONE, "4166.67"),
        (
            Household(2, Decimal(100000), Decimal(0), Decimal(90001), Decimal(10000)),
            Category.ACCIDENTAL,
            "4166.67",
        ),
        (Household(3, Decimal(1), Decimal(0), exclusions=("拥有两套及以上住房",)), Category.NONE, "0.03"),
    ],
)
def test_the_category_follows_the_lines(household, category, quotient):
    found = assess(household, LINES)

    assert (found.category, found.per_head, per_head(household)) == (
        category, Decimal(quotient), Decimal(quotient),
    )  # fmt: skip
    assert found.words


def test_words_name_the_line_and_the_document():
    assert assess(Household(3, Decimal(36000), Decimal(6000)), LINES).words == (
        "人均月收入 833.33 元，低于 2 倍低保标准 1600.00 元。依据：本院办法"
    )


def test_levels_above_the_hospital_need_one_of_the_three_categories():
    assert level_problem("hospital", "hospital") == level_problem("national", "deep") == ""
    assert "只能建院级档案" in level_problem("city", "hospital")


def test_a_publicity_shows_nothing_that_is_not_on_the_list():
    facts = {"name": "张三", "category": "深度困难", "illness": "病", "id_number": "990101", "income": "1"}
    asked = [*facts, "bank_account", "phone", "children"]

    assert shown(facts, asked) == {"姓名": "张三", "困难类别": "深度困难"}


def test_the_first_day_of_publicity_counts():
    def add(day, count):  # a week without days off
        return day + dt.timedelta(days=count)

    assert last_day(dt.date(2026, 3, 2), 5, add) == dt.date(2026, 3, 6)
    assert last_day(dt.date(2026, 3, 2), 1, add) == dt.date(2026, 3, 2)


def test_study_is_one_thing_whether_in_autumn_or_not():
    keys = {
        kind: aid_terms.same_key(
            aid_terms.AidTerms.from_values(kind, AID), year=2026, subject=" 上 大学", person="p1"
        )
        for kind in AID["kinds"]
    }

    assert keys["school"] == keys["autumn"] == "study:2026:p1"
    assert keys["medical"] == "medical:2026:p1:上大学"
    assert keys["festival"] == "festival:2026:上大学"


def test_the_cap_itself_is_allowed_and_other_money_is_not():
    terms = aid_terms.AidTerms.from_values("living", AID, "皖工发〔2025〕18号")
    labels = {"dues": "会费", "other": "其他", **{each: each for each in AID["sources"]}}

    assert aid_terms.over_cap(terms, Decimal(2000)) == ""
    assert "上限 2,000.00 元" in aid_terms.over_cap(terms, Decimal("2000.01"))
    assert not aid_terms.wrong_source(terms, "donation", labels)
    assert len(aid_terms.problems(terms, amount=Decimal(9000), source="other", source_labels=labels)) == 2


FLOWS = (
    (hardship_flow.FLOW, HardshipState, hardship_flow.HardshipAction),
    (aid_flow.AID, AidState, aid_flow.AidAction),
    (aid_flow.PAYMENT, PaymentState, aid_flow.PaymentAction),
)


@pytest.mark.parametrize(("flow", "states", "actions"), FLOWS)
def test_the_tables_allow_exactly_their_arrows(flow, states, actions):
    arrows = {(source, arrow.action) for arrow in flow for source in arrow.sources}
    for state, action in itertools.product(states, actions):
        if (state, action) in arrows:
            assert flow.step_for(state, action).target in states
        else:
            with pytest.raises(TransitionError):
                flow.step_for(state, action)
    assert all(action.label for action in actions)


def test_the_arrows_the_paper_names():
    """[W94]-[W96]: nothing goes on file but through publicity."""
    step = hardship_flow.FLOW.of
    actions = hardship_flow.HardshipAction
    assert {arrow.action for arrow in hardship_flow.FLOW if arrow.target == "on_file"} == {
        actions.APPROVE, actions.YEARLY,
    }  # fmt: skip
    assert step(actions.APPROVE).sources == {HardshipState.PUBLISHED}
    assert step(actions.RELAPSE).sources == {HardshipState.EXITED}
