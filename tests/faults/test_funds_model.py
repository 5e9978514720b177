"""The random model test of the cash book, 2,000 steps, and the sabotage that it must find."""

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.funds.model import NOW, CashBook
from union.funds.services import posting

STEPS = 2000
QUIET = {
    "stateful_step_count": 50, "deadline": None, "derandomize": True, "database": None,
    "suppress_health_check": list(HealthCheck),
}  # fmt: skip


@pytest.mark.django_db
def test_two_thousand_steps_equal_to_the_cent():
    CashBook.steps = 0
    with time_machine.travel(NOW, tick=False):
        run_state_machine_as_test(CashBook, settings=settings(max_examples=50, **QUIET))
    assert CashBook.steps >= STEPS


@pytest.mark.django_db
def test_twin_a_budget_that_is_not_asked_is_found(monkeypatch):
    """Sabotage: posting forgets to ask the budget. The model must notice."""
    monkeypatch.setattr(posting, "_check_budget", lambda *_arguments: False)
    walk = settings(max_examples=20, phases=(Phase.generate,), **QUIET)
    with time_machine.travel(NOW, tick=False), pytest.raises(AssertionError, match=r"state\.spend\("):
        run_state_machine_as_test(CashBook, settings=walk)
