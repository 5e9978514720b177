"""The demonstration hospital behind the live server, for the ways of the users."""

import pytest

from tests import database
from union.common.dates import today
from union.common.demo import seed_demo


@pytest.fixture
def hospital(live_server):
    """A small demonstration hospital as of today; `made` holds its people and units."""
    return database.filled("hospital", lambda: seed_demo(today(), 60).made)
