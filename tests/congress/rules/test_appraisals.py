from decimal import Decimal
from fractions import Fraction

import pytest

from congress.rules import appraisals as rules
from congress.rules.appraisals import Cell
from union.common.errors import DomainError


@pytest.mark.parametrize(
    ("samples", "hidden"),
    [
        ({"a": 40, "b": 12}, ""), ({"a": 40, "b": 5}, ""), ({"a": 40, "b": 0}, ""), ({"a": 40, "b": 4}, "ab"),
        ({"a": 40, "b": 3, "c": 12}, "bc"), ({"a": 40, "b": 3, "c": 3}, "bc"),
        ({"a": 40, "b": 1, "c": 1}, "abc"),
        ({"a": 40, "b": 2, "c": 2, "d": 9}, "bcd"), ({"a": 4}, "a"), ({"a": 0}, ""),
    ],
)  # fmt: skip
def test_small_cells_and_what_would_give_them_away(samples, hidden):
    found = rules.hidden_groups(samples, 5)
    assert sorted(found) == list(hidden)
    alone = {name for name in found if samples[name]}
    if found and set(samples) - found:  # the total minus what is shown never is one small group
        assert len(alone) > 1
        assert sum(samples[name] for name in found) >= 5


def test_rates_and_points():
    cell = Cell({"first": 10, "second": 5, "fourth": 1, "abstain": 4})
    assert (cell.valid, cell.abstained, cell.grade("third")) == (20, 4, 0)
    assert rules.percent(cell.grade("first"), cell.valid) == Decimal("50.00")
    assert cell.points() == Fraction(10 * 100 + 5 * 80, 16)
    assert Cell({"85": 2, "100": 1, "abstain": 1}).points(100) == 90
    assert Cell({"10": 1}).points(20) == 50
    assert Cell({"abstain": 3}).points() is None
    assert rules.percent(1, 0) == 0
    assert rules.rounded(Fraction(1, 200)) == Decimal("0.01")
    assert cell.plus(Cell({"first": 1})).grade("first") == 11


def test_weights():
    assert rules.weighted([(Fraction(90), 60), (Fraction(80), 40)]) == 86
    assert rules.weighted([(Fraction(90), 60), (None, 40)]) == 90
    assert rules.weighted([(None, 1)]) is None
    rules.check_weights("项目", [40, 60])
    rules.check_weights("项目", [30])
    with pytest.raises(DomainError, match="项目的权重合计应为 100%，现在是 90%"):
        rules.check_weights("项目", [40, 50])


def test_ranks_with_ties_by_two_values():
    def values(*pairs):
        return {key: [Decimal(a), Decimal(b)] for key, (a, b) in enumerate(pairs)}

    assert rules.ranks(values((90, 95), (95, 95), (90, 99), (90, 95))) == {0: 3, 1: 1, 2: 2, 3: 3}
