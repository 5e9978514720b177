"""The clock of the suite: every run begins in the same hour of the same working day, and the clock goes on.

`TEST_TODAY=2027-01-02 make test` begins on another day. What the suite starts as another process on its own
database (web servers, workers) calls `start` too and is as far from the machine's clock as the suite itself.
PostgreSQL, Redis and Chromium keep the machine's clock: nothing the tests compare comes from there.
"""

import datetime as dt
import os
import time

import time_machine

TODAY_VARIABLE = "TEST_TODAY"
DISTANCE_VARIABLE = "UNION_TEST_CLOCK"  # seconds to add to the machine's clock; children inherit it
MONDAY = "2026-11-23"
MORNING = dt.time(10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def start() -> None:
    """Move this process to the day asked for, before anything asks what day it is; twice is harmless."""
    if time_machine.traveller_stack:
        return
    if DISTANCE_VARIABLE not in os.environ:
        day = dt.date.fromisoformat(os.environ.get(TODAY_VARIABLE, MONDAY))
        os.environ[DISTANCE_VARIABLE] = str(dt.datetime.combine(day, MORNING).timestamp() - time.time())
    time_machine.travel(dt.timedelta(seconds=float(os.environ[DISTANCE_VARIABLE]))).start()
    time.time()  # a journey begins with the first question
