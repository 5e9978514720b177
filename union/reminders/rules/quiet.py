"""Quiet hours and the periods of digests. Pure; all times are local."""

from __future__ import annotations

import datetime as dt

from union.reminders.choices import Cadence

DIGEST_FROM = dt.time(7, 30)  # digests go out from then on
RETRY_AFTER = (1, 5, 15, 60, 240, 720)  # minutes after the first, second … failure
MOST_ATTEMPTS = len(RETRY_AFTER) + 1


def is_quiet(at: dt.time, starts: dt.time | None, ends: dt.time | None) -> bool:
    """Say whether ``at`` lies in the quiet hours; they may run over midnight, their end is not quiet.

    >>> is_quiet(dt.time(23), dt.time(22), dt.time(7)), is_quiet(dt.time(7), dt.time(22), dt.time(7))
    (True, False)
    """
    if starts is None or ends is None or starts == ends:
        return False
    if starts < ends:
        return starts <= at < ends
    return at >= starts or at < ends


def after_quiet(now: dt.datetime, starts: dt.time | None, ends: dt.time | None) -> dt.datetime:
    """Return ``now``, or the end of the quiet hours it lies in."""
    if ends is None or not is_quiet(now.time(), starts, ends):
        return now
    end = now.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return end if end > now else end + dt.timedelta(days=1)


def period_of(cadence: str, now: dt.datetime) -> str | None:
    """Return the name of the period whose digest may go out at ``now``; None before the hour of digests.

    A day, or the week from Monday on: a machine that was off on Monday sends the week's on Tuesday.
    """
    if cadence not in {Cadence.DAILY, Cadence.WEEKLY} or now.time() < DIGEST_FROM:
        return None
    if cadence == Cadence.DAILY:
        return now.date().isoformat()
    year, week, _day = now.isocalendar()
    return f"{year}-W{week:02d}"


def retry_at(now: dt.datetime, attempts: int) -> dt.datetime | None:
    """Return when to try again after ``attempts`` failures; None when that was the last."""
    if attempts > len(RETRY_AFTER):
        return None
    return now + dt.timedelta(minutes=RETRY_AFTER[attempts - 1])
