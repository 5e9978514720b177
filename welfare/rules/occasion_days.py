"""On which day of which year a birthday, an anniversary or a festival is kept."""

from __future__ import annotations

import datetime as dt


def span(first: dt.date, last: dt.date) -> list[dt.date]:
    """All days from ``first`` to ``last``, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
