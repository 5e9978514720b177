from django.db import connection

from tests import database


def test_runs_on_the_engine_asked_for():
    assert connection.vendor == database.engine()
