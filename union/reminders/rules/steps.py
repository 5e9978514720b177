"""On which day a step is due, and which of the steps that are due is told. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

S = TypeVar("S")


def step_day(
    on: dt.date, days: int, *, working: bool, add_working: Callable[[dt.date, int], dt.date]
) -> dt.date:
    """Return the day on which a step of ``days`` from ``on`` is told.

    ``add_working`` is `WorkingDays.add`: three working days after 2026-09-30 is 2026-10-12, because of the
    holidays and the make-up days of the State Council's notice.
    """
    return add_working(on, days) if working else on + dt.timedelta(days=days)


def split_due(
    steps: Iterable[tuple[dt.date, S]], today: dt.date, told_up_to: dt.date | None
) -> tuple[Sequence[S], Sequence[S]]:
    """Split steps with their days into (to tell now, overtaken), earliest first.

    To tell are those whose day has come, is later than ``told_up_to`` (the day of the last step already
    told), latest included: after days off only the last of several is news, the earlier ones are overtaken.
    """
    come = sorted((pair for pair in steps if pair[0] <= today), key=lambda pair: pair[0])
    fresh = [pair for pair in come if told_up_to is None or pair[0] > told_up_to]
    overtaken = [step for day, step in come if told_up_to is not None and day <= told_up_to]
    return [step for _day, step in fresh], overtaken
