"""The rush over HTTP, three rounds in every run and on both engines; 20 rounds: tests/faults."""

import pytest

from tests.rush import TWIN_HEADER, TWIN_PEOPLE, TWIN_PLACES
from tests.rush.crowd import Crowd, gathered, one_round

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES, LEAVING, ROUNDS = 200, 50, 20, 3


def test_200_press_for_50_places_and_without_the_lock_it_breaks(tmp_path):
    with gathered(tmp_path, PEOPLE) as crowd:
        for _ in range(ROUNDS):
            one_round(crowd, places=PLACES, leaving=LEAVING)

        few = Crowd(crowd.port, dict(list(crowd.sessions.items())[:TWIN_PEOPLE]))
        with pytest.raises(AssertionError, match="error pages"):  # the numbers collide
            one_round(few, places=TWIN_PLACES, leaving=1, headers={TWIN_HEADER: "1"})
        one_round(few, places=TWIN_PLACES, leaving=1)
