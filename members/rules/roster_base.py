"""When a dues base (岗位工资+薪级工资) from a roster makes a new version, and from which month.

Source: docs/imports.md: the first base counts from the month of entry, a changed one from the effective
month; the same value makes no new version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from union.common.dates import first_of_month

Version = tuple[dt.date, Decimal]


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be written. ``replaces``: one of the same month is there and gets the new amount.

    ``old`` is the amount in force before; None for a member's first base.
    """

    month: dt.date
    amount: Decimal
    old: Decimal | None = None
    replaces: bool = False


def next_version(
    versions: Sequence[Version], amount: Decimal, *, effective: dt.date, entered_on: dt.date | None
) -> NewVersion | None:
    """Return the version that ``amount`` makes, or None if it is in force already.

    ``versions`` are the member's present ones by month, ascending; ``effective`` is a first of a
    month, ``entered_on`` the day of joining the union.

    >>> next_version([(dt.date(2003, 2, 1), Decimal(4000))], Decimal(4100),
    ...              effective=dt.date(2026, 1, 1), entered_on=None).month
    datetime.date(2026, 1, 1)

    A member who entered after ``effective`` (an old title on a new file) keeps the month of entry, so
    that the same file read twice changes nothing.
    """
    if not versions:
        return NewVersion(first_of_month(entered_on or effective), amount)
    month = max(effective, versions[0][0])
    held_since, held = [version for version in versions if version[0] <= month][-1]
    if held == amount:
        return None
    return NewVersion(month, amount, held, replaces=held_since == month)
