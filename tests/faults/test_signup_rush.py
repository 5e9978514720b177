"""The rush of tests/events/services/test_signup_rush.py, 20 rounds (UNION_RUSH_ROUNDS); `--db=sqlite` too."""

import os

import pytest
from django.db import connection

from tests.rush.crowd import gathered, one_round

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES, LEAVING = 200, 50, 20
ROUNDS = int(os.environ.get("UNION_RUSH_ROUNDS", "20"))


def test_rush(tmp_path):
    with gathered(tmp_path, PEOPLE) as crowd:
        took = [one_round(crowd, places=PLACES, leaving=LEAVING) for _ in range(ROUNDS)]
    print(f"{connection.vendor}: {ROUNDS} rounds, {PEOPLE / (sum(took) / len(took)):.0f} sign-ups/s")
