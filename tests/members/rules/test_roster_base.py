import datetime as dt
from decimal import Decimal

import pytest

from members.rules.roster_base import NewVersion, next_version

JAN, MAR, MAY = dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 5, 1)
OLD, NEW = Decimal(4000), Decimal(4100)
JOINED = dt.date(2003, 2, 5)


@pytest.mark.parametrize(
    ("versions", "effective", "entered_on", "wanted"),
    [
        ([], JAN, JOINED, NewVersion(dt.date(2003, 2, 1), NEW)),
        ([], JAN, None, NewVersion(JAN, NEW)),
        ([(JAN, NEW)], MAR, JOINED, None),
        ([(JAN, OLD)], MAR, JOINED, NewVersion(MAR, NEW, OLD)),
        ([(MAR, OLD)], MAR, JOINED, NewVersion(MAR, NEW, OLD, replaces=True)),
        ([(JAN, OLD), (MAY, NEW)], MAR, JOINED, NewVersion(MAR, NEW, OLD)),
        ([(JAN, NEW), (MAY, OLD)], MAR, JOINED, None),
        ([(MAR, NEW)], JAN, MAR, None),
        ([(MAR, OLD)], JAN, MAR, NewVersion(MAR, NEW, OLD, replaces=True)),
    ],
)
def test_next_version(versions, effective, entered_on, wanted):
    assert next_version(versions, NEW, effective=effective, entered_on=entered_on) == wanted


def test_written_version_is_in_force_when_the_file_is_read_again():
    """Applied twice, a file changes nothing, whatever stood there before."""
    for before in ([], [(JAN, OLD)], [(JAN, OLD), (MAY, OLD)], [(MAY, OLD)]):
        found = next_version(before, NEW, effective=MAR, entered_on=JOINED)
        kept = [version for version in before if version[0] != found.month]
        after = sorted([*kept, (found.month, found.amount)])
        assert next_version(after, NEW, effective=MAR, entered_on=JOINED) is None
