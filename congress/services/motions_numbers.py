"""Numbers without gaps and without races: one counter row per session and series, locked while it is used."""

from __future__ import annotations

from congress.choices.motions import Series
from congress.models import MotionCounter


def next_number(session_id: int, series: Series) -> int:
    """Take the next number of a series, from 1; call it inside the transaction that uses the number.

    The counter row stays locked to the end of that transaction: a filing that fails gives its number
    back, and nobody else can have taken a later one meanwhile.
    """
    MotionCounter.objects.get_or_create(session_id=session_id, series=series)
    counter = MotionCounter.objects.select_for_update().get(session_id=session_id, series=series)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
