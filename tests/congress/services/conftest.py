"""Who and what nearly every service of the congress is asked with; a file may name its own."""

import pytest

from tests.factories import officer
from tests.factories_congress import TermFactory
from union.organisation.choices import Office


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def term():
    return TermFactory(number=6, seats=10)
