"""Why money may not be spent."""

from decimal import Decimal

import pytest

from union.funds.rules.budgets import refusal


@pytest.mark.parametrize(
    ("amount", "words"), [("0", ""), ("-5", ""), ("0.01", "2026 年度预算没有“送温暖费”")]
)
def test_what_costs_nothing_needs_no_budget(amount, words):
    found = refusal(None, "送温暖费", 2026, Decimal(amount))
    assert found.startswith(words)
    assert bool(found) == bool(words)
