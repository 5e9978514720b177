"""Time for the tests of the cash book."""

import pytest
import time_machine


@pytest.fixture
def time_machine_at():
    """Stop the clock: `time_machine_at("2026-11-22 10:00+08:00")`, until the test ends."""
    travels = []

    def stop(moment):
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield stop
    for travel in travels:
        travel.stop()
