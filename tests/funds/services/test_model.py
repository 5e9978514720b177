import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.funds.model import NOW, CashBook


@pytest.mark.django_db
def test_the_book_agrees_with_the_reference(time_machine_at):
    """A short walk for every run; tests/faults/test_funds_model.py goes 2,000 steps."""
    time_machine_at(NOW)
    quiet = settings(
        max_examples=3, stateful_step_count=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    CashBook.steps = 0
    run_state_machine_as_test(CashBook, settings=quiet)
    assert CashBook.steps >= 40
