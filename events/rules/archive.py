"""How long what is filed is kept, and what a year still lacks.

Source: domain.md §8: 七簿三档三册 [W109b], branch files [W100], retention of universities [W116]-[W118],
which differ: the class says which one holds here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from events.choices.archive import Retention

YEARS = {Retention.LONG: 30, Retention.MIDDLE: 10, Retention.SHORT: 5}


def keep_until(year: int, retention: str) -> dt.date | None:
    """Return the last day on which it must be kept, counted from the end of ``year``; None: for ever.

    A ten-year file of 2016 is kept until 31 December 2026.
    """
    years = YEARS.get(Retention(retention))
    return None if years is None else dt.date(year + years, 12, 31)


def missing_classes(
    demanded: Collection[tuple[int, int, int | None]], filed: Collection[int], year: int
) -> set[int]:
    """Return the classes ``year`` lacks: of (key, first year, last year or None), with nothing filed."""
    return {
        key for key, first, last in demanded
        if first <= year and (last is None or year <= last) and key not in filed
    }  # fmt: skip
